/** First-order MAML's training steps beside PyTorch's, written there both ways: all tasks at once, and one after the other. */
import { boundTo, sharedCore } from "./cores.js";
import { type Python, script } from "./python.js";
import { measureInRounds, median, type Variant } from "./rounds.js";
import type { Table } from "./tables.js";
import { beside } from "./variants.js";

export interface MetaWorkload {
  readonly name: string;
  readonly tasks: number;
  readonly support: number;
  readonly query: number;
  readonly hidden: readonly number[];
  readonly innerRate: number;
}

/** The community's setting, with its networks and with the paper's. */
const workloads: readonly MetaWorkload[] = [
  { name: "[40, 40]", tasks: 25, support: 10, query: 10, hidden: [40, 40], innerRate: 1e-2 },
  { name: "[512, 512]", tasks: 25, support: 10, query: 10, hidden: [512, 512], innerRate: 1e-3 },
];

const reference = "PyTorch, batched, 1 thread";

function variantsOf(workload: MetaWorkload, python: Python, core: number | undefined): Variant[] {
  const given = JSON.stringify(workload);
  const torch = (name: string, threads: number, way: "batched" | "each"): Variant[] =>
    python.path ? [{ name, command: python.path, args: [script("pytorch/fomaml.py"), String(threads), way, given] }] : [];
  const ours = (name: string, backend: string): Variant => ({
    name,
    command: process.execPath,
    args: [beside("oursMeta.js"), backend, given],
  });
  const bound = [
    ...torch(reference, 1, "batched"),
    ...torch("PyTorch, task by task, 1 thread", 1, "each"),
    ours("Floe, native", "native"),
    ours("Floe, wasm", "wasm"),
  ];
  return [...bound.map((variant) => boundTo(core, variant)), ...torch("PyTorch, batched, 2 threads, any core", 2, "batched")];
}

export async function metaTable(rounds: number, python: Python): Promise<Table> {
  const core = sharedCore();
  const rows: string[][] = [];
  const missing: string[] = [];
  for (const workload of workloads) {
    process.stderr.write(`bench: fomaml ${workload.name}\n`);
    const measured = await measureInRounds(variantsOf(workload, python, core), rounds);
    const to = measured.find(({ name }) => name === reference)?.ms ?? [];
    for (const [i, one] of measured.entries()) {
      const { name, ms } = one;
      const quotient =
        to.length > 0 && ms.length > 0 ? median(ms.map((value, round) => value / (to[round] as number))) : undefined;
      const why = one.missing ?? one.ready.about;
      if (why) missing.push(`${workload.name}, ${name}: ${why}`);
      rows.push([
        i === 0 ? workload.name : "",
        name,
        ...(ms.length > 0 ? [median(ms).toFixed(2), (1000 / median(ms)).toFixed(0), quotient?.toFixed(2) ?? ""] : []),
      ]);
    }
  }
  const about = `${rounds} rounds of 0.7 s of every variant in turn; 25 tasks, 10 support and 10 query points, one inner step, Adam, draws within the step.`;
  return {
    title: "FOMAML's training steps",
    columns: ["hidden layers", "variant", "ms, median", "steps/s", "times PyTorch's"],
    rows,
    note: [about, ...(python.missing ? [`PyTorch: ${python.missing}`] : []), ...missing].join("\n\n"),
  };
}
