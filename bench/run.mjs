#!/usr/bin/env node
/** `npm run bench -- [options]`: builds Floe and the benchmark, then runs it. dist/.bench is not packed: npm leaves out names with a dot. */
import { spawnSync } from "node:child_process";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const run = (...args) => {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
};
run(".ci/setup.mjs", "--build");
run(join("node_modules", "typescript", "bin", "tsc"), "-p", join("bench", "tsconfig.json"));
run(join("dist", ".bench", "bench", "main.js"), ...process.argv.slice(2));
