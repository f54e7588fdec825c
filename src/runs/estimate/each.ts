/** One estimator on the rows of a file. */
import { InputError, messageOf } from "../../basics/errors.js";
import { withoutGaps } from "../../basics/withoutGaps.js";
import type { Estimator, FromSamples, FromScores, SampleEstimate, Table } from "../../contracts/bounds.js";
import type { Key, Progress } from "../../contracts/values.js";
import { estimators } from "../../estimators/index.js";
import { rowsIn, rowsOfTable, shuffled } from "../../information/divergence/samples.js";
import { type CrossFit, type CrossFitOptions, crossFit } from "../../information/pairs/crossFit.js";
import type { Pairs } from "../../information/pairs/trained.js";
import type { InformationEstimate } from "./types.js";

/** Two-sided, 95 %. */
export const z = 1.959964;

/** More than this beyond a bound, nats, or this share of it, is no matter of an interval. */
const [mostRise, mostShare] = [0.04, 0.06] as const;
export const isMuch = (rise: number, value: number): boolean => rise > Math.max(mostRise, mostShare * value);

export const stillRising = (rising: number): string =>
  `critics gained ${rising.toFixed(3)} nats in the second half of their steps, and then steps ran out: more --steps would show more`;

/** A value from contrasts that is so near to their logarithm is held down by it. */
const saturatedFrom = 0.85;

/** What estimates from rows alone: without a simulator there is no likelihood, and no prior. */
export const fitting = Object.values<Estimator>(estimators).filter(
  (one): one is FromSamples | FromScores => one.from === "samples" || (one.from === "scores" && one.scores === "critic"),
);

/** @throws InputError for tables that it does not take */
export function sampled(estimator: FromSamples, x: Table, y: Table, given: Table | undefined, k: Key): InformationEstimate {
  const begun = performance.now();
  const n = rowsIn(x);
  const taken = Math.min(n, estimator.mostRows ?? n);
  const few = taken < n ? shuffled(k, n).subarray(0, taken) : undefined;
  const rows = (table: Table) => (few ? rowsOfTable(table, few) : table);
  let found: SampleEstimate;
  try {
    found = estimator.estimate(rows(x), rows(y), given && rows(given));
  } catch (error) {
    throw new InputError(`${estimator.name}: ${messageOf(error)}`);
  }
  const { value, se, unseen } = found;
  const cap = estimator.cap(taken);
  return {
    estimator: estimator.name,
    ...{ value, se, interval: [value - z * se, value + z * se] },
    side: estimator.side,
    cap: Number.isFinite(cap) ? cap : null,
    ...withoutGaps({ unseen }),
    samples: taken,
    warnings: few ? [`${estimator.name} took ${taken} of ${n} rows, drawn at random`] : [],
    seconds: (performance.now() - begun) / 1000,
  };
}

export async function* trained(
  pairs: Pairs,
  options: CrossFitOptions,
  k: Key,
  signal?: AbortSignal,
): AsyncGenerator<Progress, { estimate: InformationEstimate; fit: CrossFit }> {
  const begun = performance.now();
  const fit = yield* crossFit(pairs, options, k, signal);
  const { value, se, contrasts, rows, rising } = fit;
  const { estimator, reads } = options;
  const cap = reads === "contrasts" ? Math.log(contrasts) : estimator.cap(contrasts);
  const near = value > saturatedFrom * cap;
  const n = rowsIn(pairs.x);
  return {
    fit,
    estimate: {
      estimator: estimator.name,
      ...{ value, se, interval: [value - z * se, value + z * se] },
      side: reads === "contrasts" ? "lower" : estimator.side,
      cap: Number.isFinite(cap) ? cap : null,
      samples: rows,
      warnings: [
        ...(near
          ? [`the value is near what ${contrasts} contrasts can show, ${cap.toFixed(2)} nats: the information may be larger`]
          : []),
        ...(reads === "own" && isMuch(rising, value) ? [stillRising(rising)] : []),
        ...(rows < n ? [`${rows} of ${n} rows were read, drawn at random; the critics were trained on the others`] : []),
      ],
      seconds: (performance.now() - begun) / 1000,
    },
  };
}
