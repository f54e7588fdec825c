/** Ours beside what is published, as Markdown. */
import type { ComparedBenchmark } from "../types.js";
import { begunOf, benchmarkHead, benchmarkRow, setUpWords } from "./words.js";

/** @param line one row of a table */
export function benchmarkLines(all: readonly ComparedBenchmark[], line: (cells: readonly string[]) => string): string[] {
  if (all.length === 0) return [];
  const { begun, open } = begunOf(all);
  const rows = begun.map((one) => benchmarkRow(one).map((lines) => lines.join(", ")));
  return [
    "Lower to upper bounds of the information gain in nats, ± one standard error.",
    [line(benchmarkHead), `|${"---|".repeat(benchmarkHead.length)}`, ...rows.map(line)].join("\n"),
    ...open,
    ...(begun.length > 0
      ? ["## How", begun.map((one) => `* **${one.name}.** ${setUpWords(one)} \`${one.command}\``).join("\n")]
      : []),
  ];
}
