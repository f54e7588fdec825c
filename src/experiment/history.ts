/** What policies see of a measurement: its place and its outcome, both standardised. */
import * as tf from "@tensorflow/tfjs-core";
import type { PolicySetup } from "../contracts/policy.js";
import type { Simulator } from "../contracts/simulator.js";
import type { SeenScaling } from "../contracts/values.js";
import { seenPlace, seenScale } from "../numbers/scales.js";
import { outcomeFeature, scaled, scalingOf } from "./features.js";

/** Numbers that `look` makes of one measurement. */
export const seenSize = 2;

/** @param design [n, dim] @param outcome [n, dim], of random designs */
export function seenScaling(simulator: Simulator, design: tf.Tensor2D, outcome: tf.Tensor2D): SeenScaling {
  const all = (x: tf.Tensor2D): tf.Tensor2D => tf.reshape(x, [-1, 1]);
  const scale = seenScale(simulator.designs);
  const places = scale === "log" ? { scale } : {};
  const at = { ...scalingOf(all(seenPlace(design, places))), ...places };
  return { at, outcome: scalingOf(all(outcomeFeature(simulator, outcome))) };
}

/**
 * Measurements one after the other, as critics of histories read them.
 * @param design [1 or n, dim] @param outcome [n, dim] @returns [n, 2·dim]: place, outcome, place, outcome, ...
 */
export function measurements(
  simulator: Simulator,
  { at, outcome: ofOutcome }: SeenScaling,
  design: tf.Tensor2D,
  outcome: tf.Tensor2D,
): tf.Tensor2D {
  const [n, dim] = outcome.shape;
  const layer = (x: tf.Tensor2D): tf.Tensor3D => tf.reshape(x, [n, dim, 1]);
  const places = layer(tf.add(tf.zerosLike(outcome), scaled(seenPlace(design, at), at)));
  const seen = layer(scaled(outcomeFeature(simulator, outcome), ofOutcome));
  return tf.reshape(tf.concat([places, seen], 2), [n, seenSize * dim]);
}

export function lookOf(simulator: Simulator, scaling: SeenScaling): PolicySetup["look"] {
  return (at, outcome) =>
    tf.concat(
      [scaled(seenPlace(at, scaling.at), scaling.at), scaled(outcomeFeature(simulator, outcome), scaling.outcome)],
      1,
    ) as tf.Tensor2D;
}
