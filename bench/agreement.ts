/** Whether PyTorch's writing of the default steps computes what Floe's does: one batch, the same weights, the same draws. */
import { spawnSync } from "node:child_process";
import { hasTwin, type Python, script } from "./python.js";
import type { Table } from "./tables.js";
import type { Trained } from "./trained.js";
import { beside } from "./variants.js";
import { type Default, defaults } from "./workloads.js";

/** Weights are compared that have left their start, where many are zero. */
const steps = 200;
const tolerance = 1e-4;

type Results = Pick<Trained, "bound" | "norms">;

/** @throws Error when a bound or a gradient's norm differs by more than 1e-4 of itself */
export function agreementTable(path: NonNullable<Python["path"]>): Table {
  return {
    title: `Floe (wasm) and PyTorch on the same weights and draws, after ${steps} steps`,
    columns: [
      "floe design",
      "bound, Floe",
      "bound, PyTorch",
      "gradient by the design, both",
      "by the critic, both",
      "largest difference",
    ],
    rows: defaults.filter(hasTwin).map((workload) => rowOf(path, workload)),
    note: `Differences are relative; none may exceed ${tolerance}. The two networks are written as in the literature, and differ in where u starts.`,
  };
}

function rowOf(path: string, workload: Default): string[] {
  const node = [beside("trained.js"), JSON.stringify(workload), String(steps)];
  const trained = JSON.parse(output(process.execPath, node)) as Trained;
  const theirs = JSON.parse(output(path, [script("pytorch/agree.py")], JSON.stringify({ ...trained, workload }))) as Results;
  const difference = largestDifference(trained, theirs);
  if (!(difference <= tolerance)) throw new Error(`${workload.name}: PyTorch differs from Floe by ${difference}`);
  const norms = (group: string) =>
    theirs.norms[group] === undefined ? "" : [trained, theirs].map(({ norms }) => norms[group]?.toPrecision(6)).join(", ");
  return [
    workload.name,
    trained.bound.toFixed(6),
    theirs.bound.toFixed(6),
    norms("design"),
    norms("critic"),
    difference.toExponential(0),
  ];
}

function largestDifference(ours: Results, theirs: Results): number {
  const relative = (a: number, b = Number.NaN) => Math.abs(a - b) / Math.max(Math.abs(a), 1e-6);
  const norms = Object.entries(theirs.norms).map(([group, norm]) => relative(norm, ours.norms[group]));
  return Math.max(relative(ours.bound, theirs.bound), ...norms);
}

function output(command: string, args: readonly string[], input = ""): string {
  const { stdout, stderr, status } = spawnSync(command, args, { encoding: "utf8", input, maxBuffer: 1e9 });
  if (status !== 0) throw new Error(`${args[0]}: ${stderr.trim().split("\n").at(-1)}`);
  return stdout;
}
