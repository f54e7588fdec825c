/** Measurements, and reports that come whether anything is measured or not: surveys on chosen days beside the cases of every week. */
import * as tf from "@tensorflow/tfjs-core";
import { check } from "../../basics/errors.js";
import { withoutGaps } from "../../basics/withoutGaps.js";
import type { Arrivals, FiniteOutcomes, Outcome, OutcomeKind, Simulator } from "../../contracts/simulator.js";
import type { Noise } from "../../contracts/values.js";
import { columns, partOf, within } from "../../engine/tensors.js";
import { keyFor } from "../../numbers/keys.js";
import { unitAt } from "../../numbers/measurements.js";
import { forOwnDesigns } from "../likelihoods.js";
import { type Law, type ObservedParts, ownScores, parametersAt, scoresOf } from "./law.js";

export interface Reports {
  /** When each is in, ascending, above 0: what the law's parameters are functions of, in the place of a design. */
  readonly at: readonly number[];
  /** What that is counted in: "place", the first number of the latest measurement (absent: this), or "measurements", how many were taken. */
  readonly clock?: Arrivals["clock"];
  /** One for each; without it report1, report2, .. */
  readonly names?: readonly string[];
  readonly unit?: string;
}

/**
 * What `observed` gave, with reports of this law behind the measurements' outcomes: independent of these given theta, and the same whatever is chosen.
 * @returns the parts of a simulator beside name, prior and designs
 */
export function withReports(measured: ObservedParts, law: Law, { at, clock = "place", names, unit = "" }: Reports) {
  const [q, r] = [measured.outcome.names.length, at.length];
  const { draw, simulate, logLikelihood, gradient, finite, measure } = measured;
  check(
    draw !== undefined && logLikelihood !== undefined,
    "likelihoods.withReports(measured, ..) takes what likelihoods.observed(..) gave",
  );
  check(
    names === undefined || names.length === r,
    `likelihoods.withReports: at has ${r} numbers and names has ${names?.length}; give one name for each report`,
  );
  const { pairs } = logLikelihood;
  const own: Outcome = { names: names ?? at.map((_, i) => `report${i + 1}`), unit, ...rangeOf(law) };
  const times = (k: number) => tf.tensor2d([at.slice(0, k)], [1, k]);
  const passive = (theta: tf.Tensor2D, noise: Noise): tf.Tensor2D =>
    law.draw(parametersAt(law, theta, times(r), r), partOf("reports/", noise));
  const passiveLikelihood = (theta: tf.Tensor2D, outcome: tf.Tensor2D): tf.Tensor2D =>
    scoresOf(law, theta, times(outcome.shape[1]), outcome);
  return {
    outcome: { ...besides(measured.outcome, own), passive: { at, clock } },
    ...(gradient ? { gradient } : {}),
    ...(measure ? { measure } : {}),
    ...(finite
      ? { finite: { ...finite, columns: finite.columns ?? Array.from({ length: q }, (_, i) => i) } satisfies FiniteOutcomes }
      : {}),
    draw(key, n) {
      return tf.tidy(() => {
        const { theta, noise } = (draw as NonNullable<typeof draw>)(key, n);
        return { theta, noise: { ...noise, ...(within("reports/", law.noise(keyFor(key, "reports"), n, r)) as Noise) } };
      });
    },
    simulate: (theta, design, noise) => columns(simulate(theta, design, noise), passive(theta, noise)),
    passive,
    passiveLikelihood,
    logLikelihood: forOwnDesigns(
      (theta, design, outcome) =>
        tf.add(
          (logLikelihood as NonNullable<typeof logLikelihood>)(theta, design, tf.slice(outcome, [0, 0], [-1, q])),
          passiveLikelihood(theta, tf.slice(outcome, [0, q], [-1, r])),
        ),
      pairs &&
        ((theta, design, outcome) =>
          tf.add(
            pairs(theta, design, tf.slice(outcome, [0, 0], [-1, q])),
            ownScores(law, theta, times(r), tf.slice(outcome, [0, q], [-1, r])),
          )),
    ),
  } satisfies Partial<Simulator>;
}

const rangeOf = ({ kind, low, high }: Law): Pick<Outcome, "kind" | "low" | "high"> => ({
  kind,
  ...withoutGaps({ low, high }),
});

/** Columns of both, each with its own unit and range. */
function besides(one: Outcome, two: Outcome): Outcome {
  const each = <T>(of: (some: Outcome, i: number) => T): T[] =>
    [one, two].flatMap((some) => some.names.map((_, i) => of(some, i)));
  const own = <T>(given: T | readonly T[] | undefined, i: number) => (Array.isArray(given) ? given[i] : given) as T | undefined;
  const units = each(unitAt);
  const alike = new Set(units).size === 1;
  return {
    names: [...one.names, ...two.names],
    unit: alike ? (units[0] as string) : "",
    ...(alike ? {} : { units }),
    kind: each(({ kind = "continuous" }, i) => own(kind, i) as OutcomeKind),
    low: each(({ low }, i) => own(low, i)),
    high: each(({ high }, i) => own(high, i)),
  };
}
