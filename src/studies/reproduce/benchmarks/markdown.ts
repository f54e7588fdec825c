/** Ours beside what is published, as Markdown. */
import type { ComparedBenchmark } from "../types.js";
import { benchmarkHead, benchmarkRow, setUpWords } from "./words.js";

/** @param line one row of a table */
export function benchmarkLines(all: readonly ComparedBenchmark[], line: (cells: readonly string[]) => string): string[] {
  if (all.length === 0) return [];
  const rows = all.map((one) => benchmarkRow(one));
  const how = all.map((one) => {
    const { task, command } = setUpWords(one);
    return `* **${one.name}.** ${task} \`${command}\``;
  });
  return [
    "Lower to upper bounds of the information gain in nats, ± one standard error.",
    [line(benchmarkHead), `|${"---|".repeat(benchmarkHead.length)}`, ...rows.map(line)].join("\n"),
    "## How",
    how.join("\n"),
  ];
}
