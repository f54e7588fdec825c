/** Ours beside what is published, as Markdown. */
import type { ComparedBenchmark, Form } from "../types.js";
import { begunOf, benchmarkHead, benchmarkRow, captions, costHead, costRow, howTitle, setUpWords } from "./words.js";

/** @param line one row of a table */
export function benchmarkLines(
  all: readonly ComparedBenchmark[],
  form: Form,
  line: (cells: readonly string[]) => string,
): string[] {
  if (all.length === 0) return [];
  const { begun, open } = begunOf(all);
  const tableOf = (head: readonly string[], row: (one: ComparedBenchmark) => string[][]) => {
    const rows = begun.map((one) => row(one).map((lines) => lines.join(", ")));
    return [line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line)].join("\n");
  };
  const how = begun.map((one) => `* **${one.name}.** ${setUpWords(one)} \`${one.command}\``).join("\n");
  return [
    ...[`${captions.numbers}.`, tableOf(benchmarkHead, benchmarkRow)],
    ...[`${captions.cost}.`, tableOf(costHead, costRow)],
    ...open,
    ...(begun.length > 0 ? [`## ${howTitle(form)}`, how] : []),
  ];
}
