/** What policies see of a measurement: the numbers of its place and of its outcome, all standardised. */
import * as tf from "@tensorflow/tfjs-core";
import type { PolicySetup } from "../contracts/policy.js";
import type { Simulator } from "../contracts/simulator.js";
import type { Scaling, SeenScaling } from "../contracts/values.js";
import { measurementsOf, outcomesOfOne, widthOf } from "../numbers/measurements.js";
import { seenPlace, seenScales } from "../numbers/scales.js";
import { outcomeFeature, scaled, scalingOf } from "./features.js";

/** Numbers that `look` makes of one measurement. */
export const seenSize = ({ at, outcome }: SeenScaling): number => at.mean.length + outcome.mean.length;

/** Numbers of one measurement, of place and outcome; 1 and 1 where it cannot be told which outcomes are whose. */
function widthsOf(simulator: Pick<Simulator, "designs" | "outcome">): [number, number] {
  const outcomes = outcomesOfOne(simulator);
  return outcomes === undefined ? [1, 1] : [widthOf(simulator.designs), outcomes];
}

/** One that changes nothing: where only the number of columns matters. */
export function plainSeenScaling(simulator: Pick<Simulator, "designs" | "outcome">): SeenScaling {
  const plain = (n: number): Scaling => ({ mean: Array(n).fill(0), sd: Array(n).fill(1) });
  const [at, outcome] = widthsOf(simulator);
  return { at: plain(at), outcome: plain(outcome) };
}

/** A row for each measurement: [n, measurements times width] to [n times measurements, width]. */
const inRows = (x: tf.Tensor2D, width: number): tf.Tensor2D => tf.reshape(x, [-1, width]);

/** @param design [n, dim] @param outcome [n, q], of random designs */
export function seenScaling(simulator: Simulator, design: tf.Tensor2D, outcome: tf.Tensor2D): SeenScaling {
  const [width, outcomes] = widthsOf(simulator);
  const places = seenScales(simulator.designs, width);
  const at = { ...scalingOf(seenPlace(inRows(design, width), places)), ...places };
  return { at, outcome: scalingOf(inRows(outcomeFeature(simulator, outcome), outcomes)) };
}

/**
 * Measurements one after the other, as critics of histories read them.
 * @param design [1 or n, dim] @param outcome [n, q] @returns [n, measurements times what is seen of one]: place, outcome, place, outcome, ...
 */
export function measurements(
  simulator: Simulator,
  { at, outcome: ofOutcome }: SeenScaling,
  design: tf.Tensor2D,
  outcome: tf.Tensor2D,
): tf.Tensor2D {
  const [n, steps] = [outcome.shape[0], measurementsOf(simulator.designs)];
  const [width, outcomes] = [at.mean.length, ofOutcome.mean.length];
  const layer = (x: tf.Tensor2D, size: number): tf.Tensor3D => tf.reshape(x, [n, steps, size]);
  const each: tf.Tensor2D = design.shape[0] === n ? design : tf.add(tf.zeros([n, design.shape[1]]), design);
  const places = layer(scaled(seenPlace(inRows(each, width), at), at), width);
  const seen = layer(scaled(inRows(outcomeFeature(simulator, outcome), outcomes), ofOutcome), outcomes);
  return tf.reshape(tf.concat([places, seen], 2), [n, steps * (width + outcomes)]);
}

export function lookOf(simulator: Simulator, scaling: SeenScaling): PolicySetup["look"] {
  return (at, outcome) =>
    tf.concat(
      [scaled(seenPlace(at, scaling.at), scaling.at), scaled(outcomeFeature(simulator, outcome), scaling.outcome)],
      1,
    ) as tf.Tensor2D;
}

/** What a policy is built for. @param horizon measurements in an experiment */
export const setupOf = (simulator: Simulator, seen: SeenScaling, horizon: number, hidden: readonly number[]): PolicySetup => ({
  horizon,
  hidden,
  look: lookOf(simulator, seen),
  sees: seenSize(seen),
});
