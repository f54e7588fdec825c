/** A second opinion where there is no likelihood: the k-nearest-neighbour estimate, which bounds neither side. */
import * as tf from "@tensorflow/tfjs-core";
import type { EvaluationTask } from "./evaluate.js";
import { rollout } from "./experiment.js";
import { nearestNeighbourInformation } from "./nearestNeighbours.js";
import type { Pool } from "./pool.js";
import { outcomeFeatures, scaled, scalingOf, thetaFeatures } from "./scaling.js";
import { tidied } from "./tensor.js";
import type { Estimate } from "./types.js";

/** Disjoint parts of the sample: their spread is the standard error. */
const parts = 4;
const neighbours = 3;

/** Kraskov et al. 2004, first estimator, on standardised features of the pool's outer samples. Biased low in many dimensions. */
export function nearestNeighbourGain({ simulator, policy, params, key }: EvaluationTask, pool: Pool): Estimate[] {
  const perPart = Math.floor(pool.blocks / parts);
  const values = Array.from({ length: parts }, (_, part) =>
    tidied(() => {
      const features = Array.from({ length: perPart }, (_, i) => {
        const draw = pool.outer(part * perPart + i);
        const n = draw.theta.shape[0];
        const context = { space: simulator.designs, key, n, sharpness: tf.scalar(1) };
        const { theta, design, outcome } = rollout(simulator, policy, params, draw, context);
        return [thetaFeatures(simulator, theta), outcomeFeatures(simulator, design, outcome)] as const;
      });
      const [x, y] = [0, 1].map((side) => {
        const all = tf.concat(features.map((pair) => pair[side] as tf.Tensor2D)) as tf.Tensor2D;
        return scaled(all, scalingOf(all));
      }) as [tf.Tensor2D, tf.Tensor2D];
      const [n, dx] = x.shape;
      return nearestNeighbourInformation(Float64Array.from(x.dataSync()), dx, Float64Array.from(y.dataSync()), y.shape[1], n, {
        k: neighbours,
        method: "ksg1",
      });
    }),
  );
  const value = values.reduce((sum, v) => sum + v, 0) / parts;
  const variance = values.reduce((sum, v) => sum + (v - value) ** 2, 0) / (parts - 1);
  return [{ value, se: Math.sqrt(variance / parts), method: "KSG-1, k = 3", samples: perPart * parts * pool.perBlock }];
}
