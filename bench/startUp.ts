/** What the command line costs before it does anything, and whether long trainings grow. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { packageRoot } from "../src/basics/version.js";
import { median } from "./rounds.js";
import type { Table } from "./tables.js";

export const floe = join(packageRoot, "dist", "src", "cli", "main.js");

export function startUpTable(runs: number): Table {
  const row = (name: string, args: string[]): string[] => {
    const ms = Array.from({ length: runs }, () => {
      const began = performance.now();
      const { status } = spawnSync(process.execPath, args, { stdio: "ignore" });
      if (status !== 0) throw new Error(`${name} ended with ${status}`);
      return performance.now() - began;
    });
    return [name, median(ms).toFixed(0), `${Math.min(...ms).toFixed(0)} to ${Math.max(...ms).toFixed(0)}`];
  };
  return {
    title: "Start-up",
    columns: ["", "ms (median)", "fastest and slowest"],
    rows: [row("node -e 0", ["-e", "0"]), row("floe --help", [floe, "--help"]), row("floe list", [floe, "list"])],
  };
}

export interface MemoryAt {
  readonly step: number;
  readonly tensors: number;
  readonly megabytes: number;
}

export async function memoryTable(steps: number): Promise<Table> {
  const child = fileURLToPath(new URL("memory.js", import.meta.url));
  const { stdout, stderr, status } = spawnSync(process.execPath, ["--expose-gc", child, String(steps)], { encoding: "utf8" });
  if (status !== 0) throw new Error(`memory.js: ${stderr.trim().split("\n").at(-1)}`);
  const points = JSON.parse(stdout) as MemoryAt[];
  return {
    title: "Memory of one long training (linear --designs 1, small networks, wasm)",
    columns: ["after step", "tensors", "resident memory, MB"],
    rows: points.map(({ step, tensors, megabytes }) => [String(step), String(tensors), megabytes.toFixed(0)]),
  };
}
