/** Measurements a little off the advice, for critics that know the advised ones only. */

import type { Observation, PortablePolicy } from "../portable/policy.js";
import { rangeOf } from "../portable/space.js";
import { type Belief, nothing } from "./belief.js";
import type { Carried, Shift } from "./carriedOver.js";

/** Share of the range, and of a place in a range of decades, that is no distance: digits that are not shown. */
const noDistance = 1e-6;
/** In standard deviations of a belief: so far may it move when outcomes are carried over to where they were advised .. */
const mostMoved = 0.5;
/** .. and so far may what is not known of the carried outcomes move it. An interval of 90 % then holds 88 %. */
const mostUnknown = 0.3;

/** These outcomes where a policy advises to measure when it sees them; undefined when it has no advice. */
function advisedFor(policy: PortablePolicy, outcomes: readonly (readonly number[])[]): Observation[] | undefined {
  const session = policy.start();
  const observations: Observation[] = [];
  for (const outcome of outcomes) {
    const advice = session.next();
    if (!advice) return undefined;
    observations.push({ design: advice.design, outcome });
    session.observe(observations.at(-1) as Observation);
  }
  return observations;
}

interface Wanted {
  /** Any outcome may be said to it, fractions of a count too. */
  readonly policy: PortablePolicy;
  readonly observations: readonly Observation[];
  /** What is believed after an experiment of the policy's own. */
  believed(observations: readonly Observation[]): Belief;
  /** @param near what was seen, as if it had been where it was advised @returns undefined where it cannot be told */
  carry(shifts: readonly Shift[], near: readonly Observation[]): readonly (Carried | undefined)[] | undefined;
}

/**
 * Beliefs of a critic, which knows the experiments that its policy makes and no others. Outcomes from elsewhere are carried over to where they
 * were advised, and the advice that follows is that of the experiment which they then make; where that moves beliefs much, or is uncertain,
 * there are none.
 */
export function asAdvised({ policy, observations, believed, carry }: Wanted): Belief {
  const outcomes = observations.map(({ outcome }) => outcome);
  const near = advisedFor(policy, outcomes);
  const shifts = shiftsBetween(policy, observations, near ?? []);
  if (near && shifts.length === 0) return believed(near);
  const none = nothing(offAdvice(shifts));
  // Of several numbers it is not known which of them moved the outcome.
  const isSingle = observations.every(({ design, outcome }) => design.length === 1 && outcome.length === 1);
  const carried = near && isSingle ? carry(shifts, near) : undefined;
  if (!near || !carried?.every((one) => one !== undefined)) return none;
  const moved = (to: (one: Carried, i: number) => number): Belief => {
    const all = [...outcomes];
    for (const [i, { step }] of shifts.entries()) all[step] = [to(carried[i] as Carried, i)];
    const experiment = advisedFor(policy, all);
    return experiment ? believed(experiment) : none;
  };
  const belief = moved(({ outcome }) => outcome);
  if (between(belief, believed(near)) > mostMoved) return none;
  const unknown = shifts.map((_, j) => {
    const otherwise = moved(({ outcome, other }, i) => (i === j ? other : outcome));
    return between(belief, otherwise);
  });
  return Math.hypot(...unknown) <= mostUnknown ? belief : none;
}

function shiftsBetween(
  { data: { space } }: PortablePolicy,
  done: readonly Observation[],
  advised: readonly Observation[],
): Shift[] {
  return done.flatMap(({ design, outcome }, step): Shift[] => {
    const there = advised[step]?.design ?? [];
    const away = design.findIndex((from, j) => {
      const [low, high] = rangeOf(space, step * design.length + j);
      const to = there[j] ?? Number.NaN;
      return !(Math.abs(from - to) <= noDistance * Math.min(high - low, Math.max(Math.abs(from), Math.abs(to))));
    });
    if (away < 0) return [];
    return [{ step, from: design[away] as number, to: there[away] ?? Number.NaN, outcome: outcome[0] as number }];
  });
}

/** How far two beliefs are apart: the largest difference of means, in standard deviations. Infinite where there is none. */
function between(a: Belief, b: Belief): number {
  if (a.parameters.length === 0 || b.parameters.length === 0) return Number.POSITIVE_INFINITY;
  return Math.max(
    ...a.parameters.map(({ mean, sd }, j) => {
      const moved = Math.abs(mean - (b.parameters[j]?.mean as number));
      return moved === 0 ? 0 : moved / sd;
    }),
  );
}

function offAdvice(shifts: readonly Shift[]): string {
  const numbers = shifts.map(({ step }) => step + 1);
  const last = numbers.at(-1) as number;
  const which =
    numbers.length === 1
      ? `measurement ${last} was not where it was advised`
      : `measurements ${numbers.slice(0, -1).join(", ")} and ${last} were not where they were advised`;
  return `${which}: there an outcome means something else, and the critic has seen no such experiments`;
}
