/**
 * An outcome from one place, as it would have been at another: simulated experiments that could be the present one are looked at in both.
 * Critics know the experiments that their policy makes and no others, and nobody measures to the minute.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Draw, Simulator } from "../contracts/simulator.js";
import { outcomeFeature } from "../experiment/features.js";
import { effectiveSize, normalisedWeights } from "../numbers/weightedDraws.js";

export interface Shift {
  /** Step of the measurement, from 0. */
  readonly step: number;
  readonly from: number;
  readonly to: number;
  /** What was seen at `from`. */
  readonly outcome: number;
}

export interface Carried {
  /** What would have been seen at `to`, on average. */
  readonly outcome: number;
  /** One standard deviation away from it. */
  readonly other: number;
}

/** So many experiments must be like the present one. */
const leastAlike = 50;

/** How like, at first: outcomes within this share of their standard deviation. Doubled until there are enough. */
const [firstWidth, lastWidth] = [0.05, 2];

/**
 * @param draw experiments of the whole simulator @param weights of each, from what was seen in all measurements so far
 * @returns undefined where no simulated experiment comes near the outcome
 */
export function carriedOver(simulator: Simulator, draw: Draw, weights: Float64Array, shift: Shift): Carried | undefined {
  const { measure } = simulator;
  if (!measure) return undefined;
  const { step, from, to, outcome } = shift;
  const [here, there, feature] = tf.tidy(() => {
    const at = (place: number) => measure(draw.theta, tf.tensor2d([[place]]), draw.noise, step);
    const seen = at(from);
    return [seen, at(to), outcomeFeature(simulator, tf.concat([seen, tf.tensor2d([[outcome]])]) as tf.Tensor2D)].map((x) =>
      x.dataSync(),
    );
  }) as [Float32Array, Float32Array, Float32Array];
  const like = alike(feature, weights);
  if (!like) return undefined;
  const mean = like.reduce((sum, w, i) => sum + w * ((there[i] as number) - (here[i] as number)), 0);
  const variance = like.reduce((sum, w, i) => sum + w * ((there[i] as number) - (here[i] as number) - mean) ** 2, 0);
  const [low, high] = there.reduce(([a, b], y) => [Math.min(a, y), Math.max(b, y)], [Infinity, -Infinity]);
  const carried = Math.min(Math.max(outcome + mean, low), high);
  const sd = Math.sqrt(variance);
  return { outcome: carried, other: carried + sd <= high ? carried + sd : Math.max(carried - sd, low) };
}

/** Weights of experiments whose outcome is like the last of `feature`, which was seen. */
function alike(feature: Float32Array, weights: Float64Array): Float64Array | undefined {
  const seen = feature.at(-1) as number;
  const mean = weights.reduce((sum, w, i) => sum + w * (feature[i] as number), 0);
  const sd = Math.sqrt(weights.reduce((sum, w, i) => sum + w * ((feature[i] as number) - mean) ** 2, 0));
  for (let width = firstWidth; width <= lastWidth; width *= 2) {
    const logs = weights.map((w, i) => Math.log(w) - 0.5 * (((feature[i] as number) - seen) / (width * sd)) ** 2);
    const like = normalisedWeights(logs);
    if (like && effectiveSize(like) >= leastAlike) return like;
  }
  return undefined;
}
