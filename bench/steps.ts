/** Milliseconds per training step, and the quotient to PyTorch, of every workload in every variant. */
import { availableParallelism } from "node:os";
import { sharedCore } from "./cores.js";
import type { Ready } from "./protocol.js";
import { hasTwin, type Python } from "./python.js";
import { type Measured, measureInRounds, median } from "./rounds.js";
import type { Table } from "./tables.js";
import { floe, reference, variantsOf } from "./variants.js";
import { targets, type Workload, workloads } from "./workloads.js";

export interface Row {
  readonly workload: Workload;
  readonly measured: readonly Measured[];
}

export async function stepTables(rounds: number, python: Python): Promise<{ tables: Table[]; versions: Ready["versions"] }> {
  const core = sharedCore();
  const rows: Row[] = [];
  let versions: Ready["versions"] = {};
  for (const workload of workloads) {
    process.stderr.write(`bench: ${workload.name}\n`);
    const measured = await measureInRounds(variantsOf(workload, python, core), rounds);
    for (const { ready } of measured) versions = { ...versions, ...ready.versions };
    rows.push({ workload, measured });
  }
  return { tables: [targetTable(rows), everyTable(rows, noteOf(rows, python, core, rounds))], versions };
}

/** What was asked of the two backends, and what they do. */
function targetTable(rows: readonly Row[]): Table {
  return {
    title: `Floe's training step in units of PyTorch's (${reference}, the same core)`,
    columns: ["workload", "PyTorch, ms", "native compiled", "at most", "WASM compiled", "at most"],
    rows: rows.map(({ workload, measured }) => {
      const to = timesOf(measured, reference);
      const target = targets[workload.name];
      const against = (name: string): string => {
        const ms = timesOf(measured, name);
        const eager = measured.some((one) => one.name === name && one.ready.about !== undefined) ? ", eager" : "";
        return ms.length > 0 && to.length > 0 ? `${ratioOf(ms, to).toFixed(2)}${eager}` : "";
      };
      return [
        workload.name,
        to.length > 0 ? median(to).toFixed(2) : "",
        against(floe.native),
        target ? target.native.toFixed(2) : "",
        against(floe.wasm),
        target ? target.wasm.toFixed(2) : "",
      ];
    }),
  };
}

export function everyTable(rows: readonly Row[], note: string): Table {
  return {
    title: "Training steps: all variants",
    columns: ["workload", "variant", "ms, median", "fastest to slowest", "times PyTorch", "processor ms (times)", "peak MB"],
    rows: rows.flatMap(({ workload, measured }) => {
      const to = measured.find((one) => one.name === reference && one.ms.length > 0);
      const all = to ? measured : [nothing, ...measured];
      return all.map((one, i) => [i === 0 ? workload.name : "", one.name, ...cellsOf(one, to)]);
    }),
    note,
  };
}

/** Stands for PyTorch where it is missing, so that its cells are seen to be empty. */
const nothing: Measured = { name: reference, ms: [], cpu: [], megabytes: 0, ready: { versions: {} } };

function cellsOf({ ms, cpu, megabytes }: Measured, to: Measured | undefined): string[] {
  if (ms.length === 0) return [];
  return [
    median(ms).toFixed(2),
    `${Math.min(...ms).toFixed(2)} to ${Math.max(...ms).toFixed(2)}`,
    to ? ratioOf(ms, to.ms).toFixed(2) : "",
    median(cpu).toFixed(2) + (to ? ` (${(median(cpu) / median(to.cpu)).toFixed(2)})` : ""),
    megabytes.toFixed(0),
  ];
}

const timesOf = (measured: readonly Measured[], name: string): readonly number[] =>
  measured.find((one) => one.name === name)?.ms ?? [];

/** Median over rounds of the quotient: rounds of two variants lie seconds apart, so it is steadier than either time. */
function ratioOf(ms: readonly number[], to: readonly number[]): number {
  return median(ms.map((value, round) => value / (to[round] as number)));
}

function noteOf(rows: readonly Row[], { missing }: Python, core: number | undefined, rounds: number): string {
  const cores =
    core === undefined
      ? `There is no taskset here, so no process was bound to a core: Floe's native backend may use all ${availableParallelism()}.`
      : `All variants but those marked "any core" were bound to core ${core} by taskset, one after the other.`;
  const lines = [
    `${rounds} rounds of 0.7 s of every variant in turn. ${cores} "Times PyTorch" is the median over rounds of the quotient to ${reference}. ` +
      "Processor time is that of all threads of the process, memory its largest resident set. Draws are made within the step; paths of an epidemic are simulated before the clock runs. PyTorch clips gradients as Floe does, but not in the two networks.",
    ...(missing ? [`${reference}: ${missing}`] : []),
    ...rows
      .filter(({ workload }) => !hasTwin(workload))
      .map(({ workload }) => `${workload.name}: not written in PyTorch (bench/pytorch/simulators)`),
    ...rows.flatMap(({ workload, measured }) =>
      measured.flatMap((one) => remarks(one).map((what) => `${workload.name}, ${one.name}: ${what}`)),
    ),
  ];
  return lines.join("\n\n");
}

const remarks = ({ missing, ready }: Measured): string[] => [missing, ready.about].filter((line) => line !== undefined);
