/** Ours beside what is published, in the words that the terminal, the page and the Markdown share. */
import { withError } from "../../../basics/digits.js";
import { capitalised, counted, decimals, duration } from "../../../basics/text.js";
import type { ComparedBenchmark, Ours } from "../types.js";
import { hardest } from "./compare.js";

export const benchmarkHead = [
  "problem",
  "ours: the best policy, evaluated anew",
  "ours: mean over seeds",
  "static design",
  "published",
  "met",
  "seconds: training + evaluation",
  "published cost",
];

/** One row of a table, a text a column. */
export function benchmarkRow(one: ComparedBenchmark): string[] {
  const { name, best, mean, fixed, published, seconds } = one;
  const spread = mean?.sd ? `, spread ${decimals(mean.sd)}` : "";
  const paid = published.flatMap(({ name: method, cost }) => (cost === undefined ? [] : [`${method}: ${cost}`]));
  return [
    name,
    best ? `${shown(best.lower)}${best.upper ? ` to ${shown(best.upper)}` : ""}` : "-",
    mean ? `${shown(mean)} (${counted(mean.runs, "seed")}${spread})` : "-",
    fixed ? shown(fixed) : "-",
    published.map(({ name: method, value, upper }) => `${method} ${value}${upper === undefined ? "" : ` to ${upper}`}`).join(", "),
    metWords(one),
    `${time(seconds.training)} + ${time(seconds.evaluation)}`,
    paid.join("; ") || "-",
  ];
}

/** What "met" says: of the best published number, by the best policy and by the mean of all. */
function metWords(one: ComparedBenchmark): string {
  const { met = null, metByMean = null, name = "" } = hardest(one) ?? {};
  if (met === null) return metByMean === null ? "-" : `by the mean: ${metByMean} (${name})`;
  return `${met} (${name})${metByMean === null || metByMean === met ? "" : `; by the mean: ${metByMean}`}`;
}

/** How it was computed, a sentence or two a problem. */
export function setUpWords({ task, command, contrasts, experiments }: ComparedBenchmark): { readonly task: string; readonly command: string } {
  const by = contrasts === null ? (experiments === null ? "" : `, ${many(experiments)} experiments`) : `, ${many(experiments ?? 0)} experiments of ${many(contrasts)} contrasts`;
  return { task: `${capitalised(task)}${by}.`, command };
}

const shown = ({ value, se }: Ours): string => withError(value, se ?? 0);

const time = (seconds: number | null): string => (seconds === null ? "-" : duration(seconds));

const many = (n: number): string => n.toLocaleString("en-US");
