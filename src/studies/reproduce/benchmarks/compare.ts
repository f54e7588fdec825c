/** From what cells gave to ours beside what is published of a problem. */
import { mean, sampleStandardDeviation } from "simple-statistics";
import { meanOf } from "../../results/compare.js";
import type { Row } from "../../results/types.js";
import { wordsOf } from "../../words.js";
import type { Benchmark, ComparedBenchmark, Met, Ours } from "../types.js";

/** Names of the stages: policies are trained, each is evaluated, and the best anew. */
export const stages = { train: "train", each: "each", best: "best" } as const;

/** Columns that such a study reads, of policies and of evaluations. */
export const columns = {
  lower: "gain.lower.value",
  lowerSe: "gain.lower.se",
  upper: "gain.upper.value",
  upperSe: "gain.upper.se",
  contrasts: "gain.lower.contrasts",
  experiments: "gain.lower.samples",
} as const;

/** Standard errors of a difference, below which it answers nothing. */
const toldApart = 2;

/** @param isOf whether a cell is of these options */
export function comparedBenchmark(
  { name, task, cell, train, published }: Benchmark,
  found: readonly Row[],
  isOf: (row: Row, cell: Benchmark["cell"]) => boolean,
): ComparedBenchmark {
  const of = (stage: string) => found.filter((row) => isOf(row, { ...cell, stage }));
  const [trained, each, [winner]] = [of(stages.train), of(stages.each), of(stages.best)];
  const evaluated = winner ?? each[0];
  const best = winner && ours(winner, "lower");
  const all = each.flatMap((row) => numberOf(row, "lower") ?? []);
  const over = withCommonError(meanOver(each, "lower"), average(each, "lowerSe"));
  return {
    ...{ name, task, command: commandOf(cell, train) },
    contrasts: evaluated ? numberOf(evaluated, "contrasts") : null,
    experiments: evaluated ? numberOf(evaluated, "experiments") : null,
    best: winner && best ? { lower: best, upper: ours(winner, "upper"), seed: winner.varied.seed ?? null } : null,
    mean: over && { ...over, sd: all.length > 1 ? sampleStandardDeviation(all) : null, values: all },
    fixed: meanOver(trained, "fixed"),
    published: published.map((one) => ({
      ...one,
      met: met(best ?? null, one.value),
      metByMean: met(over, one.value),
    })),
    seconds: { training: average(trained, "training"), evaluation: average([...each, ...(winner ? [winner] : [])], "seconds") },
  };
}

/** The best of those that are published: what "met" is about. */
export const hardest = ({
  published,
}: Pick<ComparedBenchmark, "published">): ComparedBenchmark["published"][number] | undefined =>
  [...published].sort((a, b) => b.value - a.value)[0];

function met(found: Pick<Ours, "value" | "se"> | null, published: number): Met | null {
  if (!found) return null;
  const difference = found.value - published;
  if (Math.abs(difference) <= toldApart * (found.se ?? 0)) return "not told apart";
  return difference > 0 ? "yes" : "no";
}

function ours(row: Row, column: "lower" | "upper"): Ours | null {
  const value = numberOf(row, column);
  return value === null ? null : { value, se: numberOf(row, `${column}Se`), runs: 1 };
}

/** With the error over seeds, or that of the only one. */
function meanOver(rows: readonly Row[], column: "lower" | "fixed"): Ours | null {
  const all = rows.flatMap((row) => numberOf(row, column) ?? []);
  const [first] = rows.filter((row) => numberOf(row, column) !== null);
  if (!first) return null;
  const { value, n, se } = meanOf(all);
  return { value, runs: n, se: se ?? numberOf(first, `${column}Se`) };
}

/**
 * Seeds are evaluated by the same experiments, so that their spread has nothing of the luck of these in it: the error of one evaluation is the mean's, too.
 * @param se of an evaluation, on average
 */
function withCommonError(found: Ours | null, se: number | null): Ours | null {
  return found && found.runs > 1 && found.se !== null ? { ...found, se: Math.hypot(found.se, se ?? 0) } : found;
}

function average(rows: readonly Row[], column: string): number | null {
  const all = rows.flatMap((row) => numberOf(row, column) ?? []);
  return all.length > 0 ? mean(all) : null;
}

function numberOf({ values }: Row, name: string): number | null {
  const value = values[name];
  return typeof value === "number" ? value : null;
}

/** As it would be typed, by one seed. */
function commandOf({ simulator, ...cell }: Benchmark["cell"], train: Benchmark["train"]): string {
  const options: Record<string, unknown> = {};
  for (const [name, value] of Object.entries({ ...cell, ...train })) {
    const [option = "", setting] = name.split(".");
    if (value !== null) options[option] = setting === undefined ? value : { ...(options[option] as object), [setting]: value };
  }
  return ["floe train", simulator, ...wordsOf(options)].join(" ");
}
