import { defineConfig } from "vitest/config";

const shared = { setupFiles: ["test/setup.ts"], testTimeout: 60_000, hookTimeout: 60_000, pool: "forks" as const, maxWorkers: 2 };

export default defineConfig({
  test: {
    projects: [
      { test: { ...shared, name: "fast", include: ["test/**/*.test.ts"], exclude: ["test/**/*.full.test.ts"] } },
      { test: { ...shared, name: "full", include: ["test/**/*.full.test.ts"], testTimeout: 900_000 } },
    ],
  },
});
