import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// A file that imports "floe", as users' files do, gets the sources under test and not what was last built.
const alias = [{ find: /^floe$/, replacement: fileURLToPath(new URL("src/index.ts", import.meta.url)) }];
const shared = {
  alias,
  setupFiles: ["test/setup.ts"],
  testTimeout: 60_000,
  hookTimeout: 300_000,
  pool: "forks" as const,
  maxWorkers: 2,
};

// Files of one process share their modules: loading them for each took a third of the time. What puts a module in another's place stands apart.
const together = { isolate: false };
const mocking = ["test/engine/compile/kernelsSimd.test.ts", "test/cli/mutatedRuns.test.ts"];

const slow = "test/**/*.full.test.ts";
// What computes no tensors, or starts a backend of its own, need not run once more on the native one.
const backendFree = [
  "test/cli/**",
  "test/packaging/**",
  "test/browser/**",
  "test/docs/**",
  "test/loading/program.test.ts",
  "test/report/**",
  "test/layers.test.ts",
  "test/information/trainPauses.test.ts", // thousands of the smallest steps, about the clock: 20 s where each is an eager call
  "test/engine/compile/wasmModules.test.ts",
  // What is Floe's own arithmetic, whichever backend adds: a whole run (design.test.ts) and the gradients of training steps are tried on it.
  "test/runs/!(design).test.ts",
  "test/runs/*/**",
  "test/information/units.test.ts",
  // Words, files and plain numbers: nothing of a backend in them.
  ...["basics", "bench", "options", "records", "studies", "loading/tables"].map((room) => `test/${room}/**`),
  "test/numbers/!(special).test.ts",
  "test/loading/!(rehearse).test.ts",
  "test/portable/!(densities|policy|posterior|scales|spaces).test.ts",
];

// On the native backend each file has its own process: after some minutes in one, Node's garbage collector crashed (docs/decisions.md).
const onNativeOnly = "test/engine/compile/native*.test.ts";
const onWasmOnly = ["test/engine/compile/kernels*.test.ts", "test/engine/tfjs/**"];

export default defineConfig({
  test: {
    projects: [
      {
        test: { ...shared, ...together, name: "fast", include: ["test/**/*.test.ts"], exclude: [slow, onNativeOnly, ...mocking] },
      },
      { test: { ...shared, name: "apart", include: mocking } },
      { test: { ...shared, name: "full", include: [slow], testTimeout: 900_000, hookTimeout: 900_000 } },
      {
        test: {
          ...shared,
          name: "native",
          include: ["test/**/*.test.ts"],
          exclude: [slow, ...backendFree, ...onWasmOnly],
          env: { FLOE_BACKEND: "native" },
        },
      },
    ],
  },
});
