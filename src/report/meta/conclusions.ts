/** What a comparison's numbers support, in words: the same for the page and the terminal. */
import type { ComparedRow, MetaComparison } from "../../../meta/compare/recordTypes.js";
import { fixed } from "../format.js";

const interval = (se: number): number => 1.96 * se;

/** "0.80 (95 % interval 0.72 to 0.88)" */
export function withInterval({ value, se }: { readonly value: number; readonly se: number }): string {
  const decimals = value + interval(se) < 0.2 ? 3 : 2;
  return `${fixed(value, decimals)} (95 % interval ${fixed(value - interval(se), decimals)} to ${fixed(value + interval(se), decimals)})`;
}

/** What is missing from the table, and why. */
export function leftOut({ diverged, seeds }: Pick<MetaComparison, "seeds" | "diverged">): string[] {
  return diverged.map(
    ({ label, trainings, message }) =>
      `Left out: ${label}, because ${trainings} of its ${seeds} trainings diverged. The first one's message: ${message}`,
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
    ...ablation(comparison, prompted),
  ];
}

const tunedRow = ({ rows }: MetaComparison, stepwise: boolean): ComparedRow | undefined =>
  rows.find((row) => row.tuned && row.stepwise === stepwise);

function against(a: ComparedRow, b: ComparedRow): string {
  const gap = { value: b.best.value - a.best.value, se: Math.hypot(a.best.se, b.best.se) };
  const sure = Math.abs(gap.value) > interval(gap.se);
  const verdict = sure ? (gap.value > 0 ? "clearly below" : "clearly above") : "not to be told apart from";
  return `${a.label}: ${withInterval(a.best)}, ${verdict} ${b.label} after its best number of steps (${b.best.steps}): ${withInterval(b.best)}; ${fixed((100 * a.best.value) / b.best.value, 0)} % of it.`;
}

/** The last validation error that each had reached when the faster training ended. */
function equalSeconds(a: ComparedRow, b: ComparedRow): string[] {
  const seconds = Math.min(a.seconds, b.seconds);
  const [ofA, ofB] = [reached(a, seconds), reached(b, seconds)];
  if (ofA === undefined || ofB === undefined) return [];
  return [
    `After equal training time, ${fixed(seconds, 1)} s: ${a.label} ${fixed(ofA, 2)}, ${b.label} ${fixed(ofB, 2)} on the validation tasks, ${fixed((100 * ofA) / ofB, 0)} % of it.`,
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
    .filter(({ value }) => value > best.value + interval(best.se))
    .map(({ name, value }) => `${name} (${fixed(value, 2)})`);
  return beaten.length > 0
    ? [`${label} is below these levels that need no meta-training: ${beaten.join(", ")}.`]
    : [`${label} is below none of the levels that need no meta-training.`];
}

/** How much of the gain is amortisation: rows that adapt in one pass, with the tuned row's error taken away task by task. */
function ablation({ rows, differences }: MetaComparison, main: ComparedRow): string[] {
  const kin = rows.filter((row) => !row.stepwise && row !== main);
  const told = kin.flatMap((row) => {
    const found = differences.find(({ label, minus }) => label === row.label && minus === main.label);
    return found ? [{ ...found, sure: Math.abs(found.value) > interval(found.se) }] : [];
  });
  if (told.length === 0) return [];
  const list = (which: typeof told) =>
    which.map(({ label, value }) => `${label} (${value > 0 ? "+" : "−"}${fixed(Math.abs(value), 3)})`).join(", ");
  const [better, worse, same] = [
    told.filter(({ sure, value }) => sure && value < 0),
    told.filter(({ sure, value }) => sure && value > 0),
    told.filter(({ sure }) => !sure),
  ];
  const without = told.filter(({ label }) => !penaltyOf(rows, label));
  const helps = without.every(({ sure, value }) => sure && value > 0);
  const names = without.map(({ label }) => label).join(", ");
  const reading =
    without.length === 0 || !penaltyOf(rows, main.label)
      ? "The search chose no penalty."
      : helps
        ? `The penalty lowers the error of the same networks without it (${names}); the rest of the gain is amortisation.`
        : `Networks without a penalty (${names}) do as well, at least in part: the gain over methods that adapt stepwise is amortisation, not information.`;
  return [
    [
      "Ablation, as differences in error of the same tasks and seeds:",
      ...(worse.length > 0 ? [`clearly worse than ${main.label}: ${list(worse)};`] : []),
      ...(better.length > 0 ? [`clearly better: ${list(better)};`] : []),
      ...(same.length > 0 ? [`not to be told apart: ${list(same)}.`] : []),
      reading,
    ]
      .join(" ")
      .replace(/;( [A-Z]|\s*$)/, ".$1"),
  ];
}

const penaltyOf = (rows: readonly ComparedRow[], label: string): number =>
  rows.find((row) => row.label === label)?.training.settings.penalty ?? 0;
