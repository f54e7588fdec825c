/** Seconds from the command to a design of known quality: whole runs of the command line on wasm. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DesignResult } from "../src/records/types.js";
import { type Quality, sources } from "./qualities.js";
import { floe } from "./startUp.js";
import type { Table } from "./tables.js";

export function qualityTable(qualities: readonly Quality[]): Table {
  return {
    title: "From the command to the result, wasm",
    columns: [
      "floe design",
      "asked, nats",
      "reached, nats",
      "judged by",
      "",
      "seconds",
      "design",
      "a peer's budget",
      "what it reached",
    ],
    rows: qualities.map(rowOf),
    note: sources,
  };
}

function rowOf(quality: Quality): string[] {
  process.stderr.write(`bench: floe design ${quality.command}\n`);
  const { seconds, result } = runOf(quality.command);
  const { atLeast, within, judge, judgedBy, budget, peer } = quality;
  const value = judge(result.gain);
  return [
    quality.command,
    atLeast === undefined ? "" : `${atLeast}${within === undefined ? "" : ` in ${within} s`}`,
    value === undefined ? "none" : value.toFixed(3),
    judgedBy,
    verdict(quality, value, seconds),
    seconds.toFixed(0),
    result.design.map((x) => x.toFixed(1)).join(" "),
    budget,
    peer,
  ];
}

function verdict({ atLeast, within = Infinity }: Quality, value = Number.NaN, seconds: number): string {
  if (atLeast === undefined) return "";
  return value >= atLeast && seconds <= within ? "yes" : "NO";
}

function runOf(command: string): { seconds: number; result: DesignResult } {
  const folder = mkdtempSync(join(tmpdir(), "floe-bench-"));
  try {
    const args = [floe, "design", ...command.split(" "), "--backend", "wasm", "--json", "--out", join(folder, "run")];
    const began = performance.now();
    const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: "utf8", maxBuffer: 1e8 });
    if (status !== 0) throw new Error(`floe design ${command}: ${stderr.trim().split("\n").at(-1)}`);
    return { seconds: (performance.now() - began) / 1000, result: JSON.parse(stdout) as DesignResult };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
