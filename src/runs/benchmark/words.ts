/** A benchmark in words, for a terminal. */
import { short, withError } from "../../basics/digits.js";
import { table } from "../../basics/tables.js";
import type { BenchmarkResult } from "../../records/types.js";

export function benchmarkSummary({ task, estimator, levels, cap, seconds }: BenchmarkResult): string {
  const terms = levels.some((level) => level.terms);
  const head = [
    "truth",
    "value",
    "median",
    "bias",
    "variance",
    "mse",
    ...(terms ? ["second term", "its drift in 1,000 steps"] : []),
  ];
  const number = (x: number | null | undefined) => (x === null || x === undefined ? "-" : short(x, 3));
  const rows = levels.map(({ information, value, se, median, bias, variance, mse, terms: own }) => [
    short(information, 4),
    value === null ? "not finite" : withError(value, se ?? 0),
    ...[median, bias, variance, mse].map(number),
    ...(terms ? [number(own?.second), number(own?.secondDrift)] : []),
  ]);
  const limit = cap === null ? "" : `, at most ${short(cap, 4)}`;
  return `${estimator} on ${task}, nats${limit}\n\n${table([head, ...rows])}\n${short(seconds, 3)} seconds\n`;
}
