/** Whether an experiment is one that its policy makes: what was trained on those knows no others. */
import { rangeOf, widthsOf } from "./space.js";
import type { Advice, Observation, PolicyData } from "./types.js";

/** Share of the range that is no distance: digits that are not shown. */
const noDistance = 1e-6;

/** A policy, as far as it decides. */
interface Advising {
  readonly data: Pick<PolicyData, "space">;
  start(): { next(): Advice | undefined; observe(observation: Observation): void };
}

/**
 * @param observations in their order: what was lost or is pending is left out before
 * @returns the number of the first measurement, from 1, that was not where the policy advises when it sees those before it; undefined when all were
 */
export function firstOffAdvice({ data, start }: Advising, observations: readonly Observation[]): number | undefined {
  const session = start();
  const { width } = widthsOf(data.space);
  const off = observations.findIndex(({ design, outcome }, i) => {
    const advised: readonly number[] = session.next()?.design ?? [];
    const isThere = Array.from(advised, (place, j) => {
      const [low, high] = rangeOf(data.space, i * width + j);
      const x = design[j] ?? Number.NaN;
      return Math.abs(place - x) <= noDistance * Math.max(high - low, Math.abs(x));
    });
    if (isThere.length === 0 || isThere.includes(false)) return true;
    session.observe({ design, outcome });
    return false;
  });
  return off < 0 ? undefined : off + 1;
}
