/** How far draws are from exact answers, in their own Monte Carlo errors. */
import { expect } from "vitest";
import type { PosteriorSample, PosteriorTask } from "../../src/contracts/posterior.js";
import { moments } from "../support/statistics.js";
import type { Case } from "./cases.js";
import type { Plain } from "./plain.js";

/** With the exact density and the exact scores in the place of trained ones: then every method can do it, and must be right. */
export const whole = ({ task, exact }: Case): PosteriorTask => ({
  ...task,
  density: exact.density,
  ...(task.logLikelihood ? { scores: task.logLikelihood } : {}),
});

/** Of one test of a few numbers; its chance to fail by chance is 1 in 1,000 or so. */
const most = 3.5;

/** The largest distance of a mean, or of a standard deviation, in the errors that the effective sizes say. */
export function offBy({ theta, ess }: PosteriorSample, exact: Pick<Plain, "moments">): number {
  const p = exact.moments.length;
  const n = theta.length / p;
  return Math.max(
    ...exact.moments.flatMap(({ mean, sd }, j) => {
      const values = Float64Array.from({ length: n }, (_, i) => theta[i * p + j] as number);
      const found = moments(values);
      // Of the mean of squared distances, by the fourth moment.
      const squares = moments(values.map((x) => (x - mean) ** 2));
      const root = Math.sqrt(ess[j] as number);
      return [Math.abs(found.mean - mean) / (sd / root), Math.abs(squares.mean - sd * sd) / (Math.sqrt(squares.variance) / root)];
    }),
  );
}

export function expectExact(sample: PosteriorSample, exact: Plain): void {
  expect(offBy(sample, exact)).toBeLessThan(most);
  for (const [j, { mean, sd }] of sample.moments?.entries() ?? []) {
    const right = exact.moments[j] as Plain["moments"][number];
    expect(Math.abs(mean - right.mean)).toBeLessThan(1e-3 * right.sd);
    expect(Math.abs(sd - right.sd)).toBeLessThan(1e-3 * right.sd);
  }
  const { logEvidence } = sample;
  if (logEvidence) expect(Math.abs(logEvidence.value - exact.logEvidence)).toBeLessThan(most * logEvidence.se + 1e-3);
}
