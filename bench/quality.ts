/** Seconds from the command to its result, and the quality that was reached: whole runs of the command line on wasm. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DesignResult } from "../src/types.js";
import { floe } from "./startUp.js";
import type { Table } from "./tables.js";

const commands = [
  "linear --designs 1",
  "linear --designs 10 --estimator flo",
  "linear --designs 10 --estimator pce",
  "pharmacokinetic --designs 5",
];

export function qualityTable(): Table {
  return {
    title: "From the command to the result, wasm",
    columns: ["floe design", "seconds", "training seconds", "gain, nats: lower to upper bound, exact", "design"],
    rows: commands.map(rowOf),
  };
}

function rowOf(command: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), "floe-bench-"));
  try {
    const args = [floe, "design", ...command.split(" "), "--backend", "wasm", "--json", "--out", join(folder, "run")];
    const began = performance.now();
    const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: "utf8", maxBuffer: 1e8 });
    if (status !== 0) throw new Error(`floe design ${command}: ${stderr.trim().split("\n").at(-1)}`);
    const seconds = (performance.now() - began) / 1000;
    return [command, seconds.toFixed(0), ...describe(JSON.parse(stdout) as DesignResult)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function describe({ gain, design, training }: DesignResult): string[] {
  const bound = (estimate: typeof gain.lower) => (estimate ? `${estimate.value.toFixed(3)} ± ${estimate.se.toFixed(3)}` : "none");
  const exact = gain.exact === undefined ? "" : `, exact ${gain.exact.toFixed(4)}`;
  const worth = `${bound(gain.lower)} to ${bound(gain.upper)}${exact}`;
  return [training.seconds.toFixed(0), worth, design.map((x) => x.toFixed(2)).join(" ")];
}
