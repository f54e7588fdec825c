/** Small questions about the experiments in which a policy decided. */
import { max, min, quantileSorted } from "simple-statistics";
import { designNumbers, withUnit } from "../../basics/text.js";
import { inPieces } from "../../numbers/measurements.js";
import type { Rollouts } from "../../records/types.js";
import { designNamesOf, overallRange, scaleOf, unitOf, unitOfNumber, widthIn } from "./facts.js";
import type { Run } from "./run.js";

/** Of one measurement, over the experiments. */
export interface Chosen {
  readonly q05: number;
  readonly median: number;
  readonly q95: number;
}

/** Where each measurement was made: the same in all experiments where nothing had been seen before. */
export function chosenOf({ design }: Rollouts): Chosen[] {
  return (design[0] ?? []).map((_, step) => {
    const sorted = design.map((row) => row[step] as number).sort((a, b) => a - b);
    return { q05: quantileSorted(sorted, 0.05), median: quantileSorted(sorted, 0.5), q95: quantileSorted(sorted, 0.95) };
  });
}

/** The best static design, from which the policy started and with which it is compared. */
export function staticOf({ result }: Run): readonly number[] | undefined {
  return result?.kind === "policy" ? result.training.restarts[result.training.chosen]?.design : undefined;
}

/** Numbers of one axis, printed as finely as the choices ask for; over decades each with digits of its own. */
export function printer(run: Run, { design }: Rollouts): (value: number) => string {
  if (scaleOf(run, 0) === "log") return (value) => designNumbers([value], Math.abs(value))[0] as string;
  const all = design.flat();
  const range = all.reduce((most, x) => Math.max(most, x), -Infinity) - all.reduce((least, x) => Math.min(least, x), Infinity);
  return (value) => designNumbers([value], range * 5)[0] as string;
}

/** The part of the axis on which there are choices; all of it where they take up most of it, or where that is not much more. */
export function choiceRange(run: Run, values: readonly number[]): [number, number] {
  const [low, high] = overallRange(run);
  const least = 0.15 * (high - low);
  const [from, to] = [min([...values]), max([...values])];
  const pad = 0.08 * (to - from) + Math.max(0, (least - (to - from)) / 2);
  return to - from + 2 * pad > 0.7 * (high - low) ? [low, high] : [Math.max(low, from - pad), Math.min(high, to + pad)];
}

/** Measurements that are told one by one; of more the first ones and the last: all stand in the page's table. */
const mostTold = 8;

/** "first at 11.4 days, then at 18 to 58 days": the first choice, and where 90 % of each later one lie. */
export function decisionWords(run: Run): string | undefined {
  const { rollouts } = run;
  if (!rollouts) return undefined;
  const print = printer(run, rollouts);
  const unit = unitOf(run);
  const names = designNamesOf(run);
  const width = widthIn(run);
  const numbers = chosenOf(rollouts).map(({ q05, median, q95 }, i) => {
    const [low, high] = [print(q05), print(q95)];
    const said = withUnit(low === high ? print(median) : `${low} to ${high}`, width > 1 ? unitOfNumber(run, i) : unit);
    return width > 1 ? `${names[i]} = ${said}` : said;
  });
  const parts = inPieces(numbers, width).map((piece) => piece.join(", "));
  const [first, ...later] = parts;
  if (parts.length > mostTold) {
    const [next, third, last] = [later[0], later[1], later.at(-1)];
    return `first at ${first}, then at ${next}, then at ${third}, and so on; the last of ${parts.length} at ${last}`;
  }
  return later.length ? `first at ${first}, then at ${later.join(", then at ")}` : `at ${first}`;
}
