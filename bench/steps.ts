/** Milliseconds per training step: plain TensorFlow.js, ours on every backend, PyTorch. */
import { fileURLToPath } from "node:url";
import { type Python, script } from "./python.js";
import { type Measured, measureInRounds, median, type Variant } from "./rounds.js";
import type { Table } from "./tables.js";
import { defaults, features, measurements, type Network, networks, type Workload } from "./workloads.js";

const beside = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

const ours = (backend: string, workload: Workload): Variant => ({
  name: `Floe, ${backend}`,
  command: process.execPath,
  args: [beside("ours.js"), backend, JSON.stringify(workload)],
});

const pytorch = (threads: number, workload: Network, { path }: Python): Variant => ({
  name: `PyTorch eager, ${threads} thread${threads > 1 ? "s" : ""}`,
  command: path as string,
  args: [script("pytorch_step.py"), String(threads), JSON.stringify({ ...workload, features, measurements })],
});

const reference = "PyTorch eager, 1 thread";

export async function stepTables(rounds: number, python: Python): Promise<{ tables: Table[]; versions: Measured["versions"] }> {
  const tables: Table[] = [];
  let versions: Measured["versions"] = {};
  for (const workload of networks) {
    const plain = {
      name: "TensorFlow.js as it comes, wasm",
      command: process.execPath,
      args: [beside("plain.js"), JSON.stringify(workload)],
    };
    const others = python.path ? [pytorch(1, workload, python), pytorch(2, workload, python)] : [];
    const measured = await measureInRounds([plain, ours("wasm", workload), ours("native", workload), ...others], rounds);
    if (python.missing) measured.push({ name: reference, ms: [], versions: {}, missing: python.missing });
    for (const one of measured) versions = { ...versions, ...one.versions };
    tables.push(networkTable(workload, measured));
  }
  tables.push(await defaultsTable(rounds));
  return { tables, versions };
}

function networkTable({ name, hidden, batch }: Network, measured: readonly Measured[]): Table {
  const to = measured.find((one) => one.name === reference && one.ms.length > 0)?.ms;
  return {
    title: `${name}: FLO, bilinear critic, hidden ${hidden}, batch ${batch}`,
    columns: ["", "ms per step (median)", "fastest and slowest round", `times ${reference} (median of rounds)`],
    rows: measured.map(({ name, ms }) =>
      ms.length === 0 ? [name, "does not run here"] : [name, ...timesOf(ms), to ? ratioOf(ms, to).toFixed(2) : ""],
    ),
    ...reasons(measured),
  };
}

/** Rounds of two variants lie seconds apart; their quotient is steadier than either. */
function ratioOf(ms: readonly number[], to: readonly number[]): number {
  return median(ms.map((value, round) => value / (to[round] as number)));
}

const timesOf = (ms: readonly number[]): string[] => [
  median(ms).toFixed(2),
  `${Math.min(...ms).toFixed(2)} to ${Math.max(...ms).toFixed(2)}`,
];

async function defaultsTable(rounds: number): Promise<Table> {
  const variants = defaults.map((workload) => ({ ...ours("wasm", workload), name: workload.name }));
  const measured = await measureInRounds(variants, rounds);
  return {
    title: "Floe's default step, wasm (simulation of a bank not counted)",
    columns: ["floe design", "ms per step (median)", "fastest and slowest round"],
    rows: measured.map(({ name, ms }) => (ms.length === 0 ? [name, "does not run here"] : [name, ...timesOf(ms)])),
    ...reasons(measured),
  };
}

function reasons(measured: readonly Measured[]): { note?: string } {
  const lines = measured.flatMap(({ name, missing }) => (missing ? [`${name}: ${missing}`] : []));
  return lines.length > 0 ? { note: lines.join("\n") } : {};
}
