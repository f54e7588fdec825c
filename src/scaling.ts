/** Critics see standardised features. The maps are fixed before training starts, so the mutual information is untouched. */
import * as tf from "@tensorflow/tfjs-core";
import { designFeatures } from "./scales.js";
import { columns } from "./tensor.js";
import { applyTransform } from "./transforms.js";
import type { Scaling, Simulator } from "./types.js";

/** Mean and standard deviation of the columns of [n, p]; constant columns keep their scale. */
export function scalingOf(x: tf.Tensor2D): Scaling {
  return tf.tidy(() => {
    const { mean, variance } = tf.moments(x, 0);
    const centre = Array.from(mean.dataSync());
    // The mean of equal numbers is off by rounding, up to a hundred-thousandth of them: that must not be taken for a scale.
    const sd = Array.from(variance.dataSync(), (v, j) => (v > 1e-12 + 1e-8 * (centre[j] as number) ** 2 ? Math.sqrt(v) : 1));
    return { mean: centre, sd };
  });
}

export function scaled(x: tf.Tensor2D, { mean, sd }: Scaling): tf.Tensor2D {
  return tf.div(tf.sub(x, tf.tensor2d([mean as number[]])), tf.tensor2d([sd as number[]]));
}

export function thetaFeatures(simulator: Simulator, theta: tf.Tensor2D): tf.Tensor2D {
  return simulator.features?.theta?.(theta) ?? theta;
}

/** Element by element, e.g. a root that makes noise the same at every count. */
export function outcomeFeature({ features }: Simulator, outcome: tf.Tensor2D): tf.Tensor2D {
  const map = features?.outcome;
  if (map === undefined) return outcome;
  return typeof map === "function" ? map(outcome) : applyTransform(map, outcome);
}

/** Designs that differ between rows are part of what was observed, so the critic sees them too. */
export function outcomeFeatures(simulator: Simulator, design: tf.Tensor2D, outcome: tf.Tensor2D): tf.Tensor2D {
  const features = outcomeFeature(simulator, outcome);
  return design.shape[0] === 1 ? features : columns(designFeatures(simulator.designs, design), features);
}
