/** Critics see standardised features. The maps are fixed before training starts, so the mutual information is untouched. */
import * as tf from "@tensorflow/tfjs-core";
import type { Simulator } from "../contracts/simulator.js";
import type { Scaling } from "../contracts/values.js";
import { columns } from "../engine/tensors.js";
import { designFeatures } from "../numbers/scales.js";
import { aimOf } from "./aim.js";
import { unbounded } from "../numbers/support.js";
import { applyTransform } from "./transforms.js";

/**
 * Mean and standard deviation of the columns of [n, p], in double precision and about a value of the column's own, so that neither a
 * unit nor an origin changes what is found. A column whose spread is the rounding of its numbers is constant and keeps its scale.
 */
export function scalingOf(x: tf.Tensor2D): Scaling {
  const [n, p] = x.shape;
  const values = x.dataSync();
  const spreads = Array.from({ length: p }, (_, j) => spreadOf(values, j, p, n));
  return { mean: spreads.map(({ mean }) => mean), sd: spreads.map(({ sd }) => sd) };
}

/** Half the distance of float32 numbers from each other, as a share of them: at least so far apart are two that differ. */
const rounding = 2 ** -24;

function spreadOf(values: ArrayLike<number>, j: number, p: number, n: number): { mean: number; sd: number } {
  const origin = values[j] as number;
  const at = (i: number): number => (values[i * p + j] as number) - origin;
  let [sum, largest] = [0, 0];
  for (let i = 0; i < n; i++) {
    sum += at(i);
    largest = Math.max(largest, Math.abs(values[i * p + j] as number));
  }
  const shift = sum / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (at(i) - shift) ** 2;
  const sd = Math.sqrt(squares / n);
  return { mean: origin + shift, sd: sd > rounding * largest ? sd : 1 };
}

export function scaled(x: tf.Tensor2D, { mean, sd }: Scaling): tf.Tensor2D {
  return tf.div(tf.sub(x, tf.tensor2d([mean as number[]])), tf.tensor2d([sd as number[]]));
}

export function thetaFeatures(simulator: Simulator, theta: tf.Tensor2D): tf.Tensor2D {
  const { goal, features } = simulator;
  if (goal) return goal.features?.(theta) ?? goal.of(theta);
  return features?.theta?.(theta) ?? theta;
}

/** Of what is to be learned itself on a scale without ends, where models of densities see it. @param theta [n, p] */
export function ownScaling(simulator: Simulator, theta: tf.Tensor2D): Scaling {
  const aim = aimOf(simulator);
  return scalingOf(unbounded(aim).free(aim.of(theta)));
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
