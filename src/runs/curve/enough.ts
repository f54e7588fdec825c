/** How many measurements are enough, read off the curve of gain against their number. */

import { short, withError } from "../../basics/digits.js";
import { counted } from "../../basics/text.js";
import type { Gain } from "../../contracts/gain.js";
import { gainPerCost } from "../../records/perCost.js";
import type { CurveResult } from "../../records/types.js";

export type CurvePoint = CurveResult["points"][number];

interface Value {
  readonly value: number;
  readonly se: number;
}

/** The exact gain, the middle of both bounds with half their distance in the error, or the lower bound. */
export function valueFor({ exact, exactSe = 0, lower, upper }: Gain): Value | undefined {
  if (exact !== undefined) return { value: exact, se: exactSe };
  if (lower && upper)
    return {
      value: (lower.value + upper.value) / 2,
      se: Math.hypot(lower.se, upper.se) / 2 + Math.abs(upper.value - lower.value) / 2,
    };
  return lower ? { value: lower.value, se: lower.se } : undefined;
}

/** This share of the most that was reached counts as nearly all. */
const nearlyAll = 0.95;

/** A gain of the last step that is more than this share of all shows that the curve still rises. */
const stillRises = 1 - nearlyAll;

export function enoughWords(points: readonly CurvePoint[], costUnit = ""): string[] {
  const told = points.flatMap((point) => {
    const found = valueFor(point.gain);
    return found ? [{ ...point, found }] : [];
  });
  const last = told.at(-1);
  const before = told.at(-2);
  if (!last || !before) return [];
  const most = told.reduce((a, b) => (b.found.value > a.found.value ? b : a));
  const enough = told.find(({ found }) => found.value >= nearlyAll * most.found.value) as (typeof told)[number];
  const step = last.found.value - before.found.value;
  const se = Math.hypot(last.found.se, before.found.se);
  const rises = step > stillRises * last.found.value && step > 2 * se;
  const share = (point: (typeof told)[number]) => `${Math.round((100 * point.found.value) / most.found.value)} %`;
  const per = ({ gain, cost = 1 }: (typeof told)[number]): number => gainPerCost(gain, cost)?.value ?? 0;
  const cheapest = told.every(({ cost }) => cost !== undefined) ? told.reduce((a, b) => (per(b) > per(a) ? b : a)) : undefined;
  const unit = costUnit ? ` ${costUnit}` : "";
  const vague = enough === last && told.length > 1;
  return [
    rises
      ? `the curve still rises: the last step, from ${before.designs} to ${counted(last.designs, "measurement")}, adds ${withError(step, se)} nats; more are worth trying (--counts)`
      : vague
        ? `how many are enough cannot be told: the last step, from ${before.designs} to ${counted(last.designs, "measurement")}, adds ${withError(step, se)} nats, and the bounds are no nearer than that. Raise --contrasts and --samples`
        : `${counted(enough.designs, "measurement")} ${enough.designs === 1 ? "is" : "are"} enough for ${share(enough)} of the ${withError(most.found.value, most.found.se)} nats that ${most.designs} give; ` +
          `the step from ${before.designs} to ${last.designs} adds ${withError(step, se)}`,
    ...(cheapest
      ? [
          `most gain per cost: ${counted(cheapest.designs, "measurement")}, ${short(per(cheapest), 3)} nats per ${costUnit || "unit of cost"} (${short(cheapest.cost as number, 4)}${unit} in all)`,
        ]
      : []),
  ];
}
