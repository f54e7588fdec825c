/** A second opinion where there is no likelihood: the k-nearest-neighbour estimate, which bounds neither side. */

import type { Estimate } from "../../contracts/gain.js";
import { tidied } from "../../engine/tensors.js";
import { fewestRows, nearestNeighbourEstimate } from "../../estimators/classical/nearestNeighbours.js";
import { isCategory } from "../../experiment/aim.js";
import { outcomeFeatures, scaled, scalingOf, thetaFeatures } from "../../experiment/features.js";
import type { Pool } from "../../experiment/pool.js";
import { policyContext, rollout } from "../../experiment/rollout.js";
import type { EvaluationTask } from "./task.js";

const neighbours = 3;

/**
 * Kraskov et al. 2004, first estimator, on standardised features of all the pool's joint draws. Biased low in many dimensions; its `se` is its
 * own spread, not an error of the gain. Nothing where there are too few draws for it.
 */
export function nearestNeighbourGain({ simulator, policy, params, key }: EvaluationTask, pool: Pool): Estimate[] {
  if (isCategory(simulator)) return []; // nearest neighbours of the same kind are no distance away
  return tidied(() => {
    const draw = pool.all();
    const n = draw.theta.shape[0];
    if (n < fewestRows(neighbours)) return [];
    const context = policyContext(policy, simulator.designs, key, n);
    const { theta, design, outcome } = rollout(simulator, policy, params, draw, context);
    const x = thetaFeatures(simulator, theta);
    const y = outcomeFeatures(simulator, design, outcome);
    const values = ([x, y] as const).map((features) => scaled(features, scalingOf(features)).dataSync());
    const [xs, ys] = values as [Float32Array, Float32Array];
    const estimate = nearestNeighbourEstimate(xs, x.shape[1], ys, y.shape[1], n, { k: neighbours, method: "ksg1" });
    return [{ ...estimate, method: `KSG-1, k = ${neighbours}`, samples: n }];
  });
}
