/** Whether an experiment is one that its policy makes: what was trained on those knows no others. */
import { rangeOf } from "./space.js";
import type { Advice, Observation, PolicyData } from "./types.js";

/** Share of the range that is no distance: digits that are not shown. */
const noDistance = 1e-6;

/** A policy, as far as it decides. */
interface Advising {
  readonly data: Pick<PolicyData, "space">;
  start(): { next(): Advice | undefined; observe(observation: Observation): void };
}

/**
 * @param observations one number each, in their order: what was lost or is pending is left out before
 * @returns the number of the first measurement, from 1, that was not where the policy advises when it sees those before it; undefined when all were
 */
export function firstOffAdvice({ data, start }: Advising, observations: readonly Observation[]): number | undefined {
  const session = start();
  const off = observations.findIndex(({ design, outcome }, i) => {
    const [place] = design;
    const advised = session.next()?.design[0] ?? Number.NaN;
    const [low, high] = rangeOf(data.space, i);
    if (place === undefined || !(Math.abs(advised - place) <= noDistance * Math.max(high - low, Math.abs(place)))) return true;
    session.observe({ design: [place], outcome });
    return false;
  });
  return off < 0 ? undefined : off + 1;
}
