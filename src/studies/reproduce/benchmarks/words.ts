/** Ours beside what is published, in the words that the terminal, the page and the Markdown share. */
import { withError } from "../../../basics/digits.js";
import { capitalised, counted, decimals, duration } from "../../../basics/text.js";
import type { ComparedBenchmark, Form, Ours } from "../types.js";
import { hardest } from "./compare.js";

export const benchmarkHead = [
  "problem",
  "ours: the best policy, anew",
  "ours: mean over seeds",
  "static design",
  "published",
  "met",
];
export const costHead = ["problem", "training of a policy", "an evaluation", "published cost"];

/** Of the two tables. */
export const captions = {
  numbers: "Lower to upper bounds of the information gain in nats, ± one standard error",
  cost: "What it took: ours by the machine's clock",
};

/** Problems of which something is done, and in words those of which nothing is. */
export function begunOf(all: readonly ComparedBenchmark[]): {
  readonly begun: readonly ComparedBenchmark[];
  readonly open: readonly string[];
} {
  const isBegun = ({ best, mean, fixed }: ComparedBenchmark) => best !== null || mean !== null || fixed !== null;
  const waiting = all
    .filter((one) => !isBegun(one))
    .map(({ name, published }) => `${name} (${published.map(publishedWords).join(", ")})`);
  return { begun: all.filter(isBegun), open: waiting.length > 0 ? [`Not run: ${waiting.join("; ")}.`] : [] };
}

/** One row of a table: in each column lines, which belong below one another where there is room. */
export function benchmarkRow(one: ComparedBenchmark): string[][] {
  const { name, best, mean, fixed, published } = one;
  return [
    [name],
    best ? [shown(best.lower), ...(best.upper ? [`to ${shown(best.upper)}`] : [])] : ["-"],
    mean ? [shown(mean), `(${counted(mean.runs, "seed")}${mean.sd === null ? "" : `, spread ${decimals(mean.sd)}`})`] : ["-"],
    [fixed ? shown(fixed) : "-"],
    published.map(publishedWords),
    metWords(one),
  ];
}

/** The same of what it took, here and where it was published. */
export function costRow({ name, published, seconds }: ComparedBenchmark): string[][] {
  const { training, evaluation } = seconds;
  const paid = published.flatMap(({ name: method, cost }) => (cost === undefined ? [] : [`${method}: ${cost}`]));
  const clock = (taken: number | null) => [taken === null ? "-" : duration(taken)];
  return [[name], clock(training), clock(evaluation), paid.length > 0 ? paid : ["-"]];
}

/** Above the commands, which are those of the full form whatever was run. */
export const howTitle = (form: Form): string => (form === "full" ? "How" : "How, in the full form");

const publishedWords = ({ name, value, upper }: ComparedBenchmark["published"][number]): string =>
  `${name} ${value}${upper === undefined ? "" : ` to ${upper}`}`;

/** What "met" says: of the best published number, by the best policy and by the mean of all. */
function metWords(one: ComparedBenchmark): string[] {
  const { met = null, metByMean = null } = hardest(one) ?? {};
  if (met === null && metByMean === null) return ["-"];
  if (met === metByMean) return [met as string];
  return [...(met === null ? [] : [met]), ...(metByMean === null ? [] : [`by the mean: ${metByMean}`])];
}

/** How it was computed: what it is, and by how much. */
export function setUpWords({ task, contrasts, experiments }: ComparedBenchmark): string {
  const by = [
    ...(experiments === null ? [] : [`${many(experiments)} experiments`]),
    ...(contrasts === null ? [] : [`${many(contrasts)} contrasts`]),
  ];
  return `${capitalised(task)}${by.length > 0 ? `. Evaluated by ${by.join(" of ")}` : ""}.`;
}

const shown = ({ value, se }: Ours): string => withError(value, se ?? 0);

const many = (n: number): string => n.toLocaleString("en-US");
