/** What a comparison's numbers support, in words: the same for the page and the terminal. */

import { counted, decimals, enumerate, fixed, plain, plusMinus } from "../../src/basics/text.js";
import type { ComparedRow, Interval, MetaComparison } from "../compare/recordTypes.js";

/** "0.80 (95 % interval 0.72 to 0.88)" */
export function withInterval({ value, half }: Interval): string {
  const said = (x: number) =>
    plusMinus({ value: x, se: half }, { digits: 1, least: value + half < 0.2 ? 3 : 2 }).split("\u00a0")[0];
  return `${said(value)} (95 % interval ${said(value - half)} to ${said(value + half)})`;
}

/** What is missing from the table, and why. */
export function leftOut({ diverged, seeds }: Pick<MetaComparison, "seeds" | "diverged">): string[] {
  return diverged.map(
    ({ label, trainings, message }) =>
      `Left out: ${label}, because ${trainings} of its ${counted(seeds, "training")} diverged. The first one's message: ${message}`,
  );
}

/** Adaptations that diverged, which the means hold as what they count as. */
export function divergences({ rows, tasks, worst }: Pick<MetaComparison, "rows" | "tasks" | "worst">): string[] {
  return rows.flatMap(({ label, courses, stepwise, errors }) =>
    errors
      .filter(({ diverged = 0 }) => diverged > 0)
      .map(
        ({ steps, diverged = 0 }) =>
          `${label} diverged on ${diverged.toLocaleString("en-US")} of ${counted(courses.length * tasks, "task")}${stepwise ? ` after ${counted(steps, "step")}` : ""}; each counts as an error of ${plain(worst ?? 1e6)}.`,
      ),
  );
}

/** Sentences, each true of these numbers whatever they are. */
export function conclusions(comparison: MetaComparison): string[] {
  const [prompted, stepwise] = [false, true].map((kind) => tunedRow(comparison, kind)) as [ComparedRow?, ComparedRow?];
  if (!prompted || !stepwise) return [];
  return [
    against(prompted, stepwise),
    ...equalSeconds(prompted, stepwise),
    ...levelsBeaten(comparison, prompted),
    ...ablation(comparison, prompted, verdict(prompted, stepwise) === "clearly below"),
  ];
}

const tunedRow = ({ rows }: MetaComparison, stepwise: boolean): ComparedRow | undefined =>
  rows.find((row) => row.tuned && row.stepwise === stepwise);

function verdict(a: ComparedRow, b: ComparedRow): "clearly below" | "clearly above" | "not to be told apart from" {
  const gap = b.best.value - a.best.value;
  if (Math.abs(gap) <= Math.hypot(a.best.half, b.best.half)) return "not to be told apart from";
  return gap > 0 ? "clearly below" : "clearly above";
}

function against(a: ComparedRow, b: ComparedRow): string {
  return `${a.label}: ${withInterval(a.best)}, ${verdict(a, b)} ${b.label} after its best number of steps (${b.best.steps}): ${withInterval(b.best)}; ${fixed((100 * a.best.value) / b.best.value, 0)} % of it.`;
}

/** The last validation error that each had reached when the faster training ended. */
function equalSeconds(a: ComparedRow, b: ComparedRow): string[] {
  const seconds = Math.min(a.seconds, b.seconds);
  const [ofA, ofB] = [reached(a, seconds), reached(b, seconds)];
  if (ofA === undefined || ofB === undefined) return [];
  return [
    `After equal training time, ${fixed(seconds, 1)} s: ${a.label} ${decimals(ofA)}, ${b.label} ${decimals(ofB)} on the validation tasks, ${fixed((100 * ofA) / ofB, 0)} % of it.`,
  ];
}

export function reached({ courses }: ComparedRow, limit: number): number | undefined {
  const values = courses.flatMap(({ seconds, validation }) => {
    const last = seconds.findLastIndex((second) => second <= limit * 1.001);
    return last < 0 ? [] : [validation[last] as number];
  });
  return values.length === courses.length ? values.reduce((sum, x) => sum + x, 0) / values.length : undefined;
}

/** The levels that need no training, the nearest one above and below. */
function levelsBeaten({ references }: MetaComparison, { best, label }: ComparedRow): string[] {
  const beaten = references
    .filter(({ value }) => value > best.value + best.half)
    .map(({ name, value }) => `${name} (${decimals(value)})`);
  return beaten.length > 0
    ? [`${label} is below these levels that need no meta-training: ${beaten.join(", ")}.`]
    : [`${label} is below none of the levels that need no meta-training.`];
}

type Difference = MetaComparison["differences"][number] & { readonly sure: boolean };

/** How much of the gain is amortisation: rows that adapt in one pass, with the tuned row's error taken away task by task. */
function ablation({ rows, differences }: MetaComparison, main: ComparedRow, gains: boolean): string[] {
  const kin = rows.filter((row) => !row.stepwise && row !== main);
  const told = kin.flatMap((row): Difference[] => {
    const found = differences.find(({ label, minus }) => label === row.label && minus === main.label);
    return found ? [{ ...found, sure: Math.abs(found.value) > found.half }] : [];
  });
  if (told.length === 0) return [];
  const lists = [
    [`clearly worse than ${main.label}`, told.filter(isWorse)],
    ["clearly better", told.filter(isBetter)],
    ["not to be told apart", told.filter(({ sure }) => !sure)],
  ] as const;
  const found = lists.flatMap(([what, which]) => (which.length > 0 ? [`${what}: ${listed(which)}`] : [])).join("; ");
  const penalised = penaltyOf(rows, main.label) > 0;
  const without = told.filter(({ label }) => penaltyOf(rows, label) === 0);
  const reading = penalised ? readingOf(without, gains) : "The search chose no penalty.";
  return [`Ablation, as differences in error of the same tasks and seeds, ± one standard error: ${found}. ${reading}`.trimEnd()];
}

const isWorse = ({ sure, value }: Difference): boolean => sure && value > 0;
const isBetter = ({ sure, value }: Difference): boolean => sure && value < 0;

const listed = (which: readonly Difference[]): string =>
  which
    .map(
      ({ label, value, se }) =>
        `${label} (${value < 0 ? "" : "+"}${plusMinus({ value, se }, { digits: 1, least: 3 }).replaceAll("\u00a0", " ")})`,
    )
    .join(", ");

/**
 * What the penalty is worth, from the networks without one. What is concluded holds for all of them.
 * @param gains whether there is a gain over methods that adapt stepwise, of which something could be said
 */
function readingOf(without: readonly Difference[], gains: boolean): string {
  if (without.length === 0) return "";
  const worse = without.filter(isWorse);
  const names = (which: readonly Difference[]) => enumerate(which.map(({ label }) => label));
  if (worse.length === without.length)
    return `The penalty lowers the error of the same networks without it (${names(without)})${gains ? "; the rest of the gain is amortisation" : ""}.`;
  const others = without.filter((one) => !isWorse(one));
  const verb = others.length > 1 ? "do" : "does";
  const well = others.every(isBetter) ? "better" : others.some(isBetter) ? "as well or better" : "as well";
  if (worse.length === 0) {
    const amortised = gains ? ": the gain over methods that adapt stepwise is amortisation, not information" : "";
    return `Networks without a penalty (${names(without)}) do ${well}, within these errors${amortised}.`;
  }
  const enough = gains ? ": the gain over methods that adapt stepwise can be had without a penalty" : "";
  return `The penalty helps against ${names(worse)}, but ${names(others)} ${verb} ${well} without it, within these errors${enough}.`;
}

const penaltyOf = (rows: readonly ComparedRow[], label: string): number =>
  rows.find((row) => row.label === label)?.training.settings.penalty ?? 0;
