import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// A file that imports "floe", as users' files do, gets the sources under test and not what was last built.
const alias = [{ find: /^floe$/, replacement: fileURLToPath(new URL("src/index.ts", import.meta.url)) }];
const shared = {
  alias,
  setupFiles: ["test/setup.ts"],
  testTimeout: 60_000,
  hookTimeout: 60_000,
  pool: "forks" as const,
  maxWorkers: 2,
};

export default defineConfig({
  test: {
    projects: [
      { test: { ...shared, name: "fast", include: ["test/**/*.test.ts"], exclude: ["test/**/*.full.test.ts"] } },
      { test: { ...shared, name: "full", include: ["test/**/*.full.test.ts"], testTimeout: 900_000 } },
    ],
  },
});
