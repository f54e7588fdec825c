/** What policies see of a measurement: the numbers of its place and of its outcome, all standardised. */
import * as tf from "@tensorflow/tfjs-core";
import type { PolicySetup } from "../contracts/policy.js";
import type { Simulator } from "../contracts/simulator.js";
import type { Scaling, SeenScaling } from "../contracts/values.js";
import { columns } from "../engine/tensors.js";
import { measurementsOf, outcomesOfOne, passiveOf, widthOf } from "../numbers/measurements.js";
import { seenPlace, seenScales } from "../numbers/scales.js";
import { outcomeFeature, scaled, scalingOf } from "./features.js";

/** Numbers of one measurement, of its place and its outcome: all that `look` makes of it where nothing is passive. */
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
  const passive = passiveOf(simulator.outcome);
  return { at: plain(at), outcome: plain(outcome), ...(passive > 0 ? { passive: plain(passive) } : {}) };
}

/** The columns [n, q] of measurements alone, and those that are passive. */
function apart({ outcome: { names, passive } }: Pick<Simulator, "outcome">, outcome: tf.Tensor2D): [tf.Tensor2D, tf.Tensor2D] {
  const from = names.length - passiveOf({ ...(passive ? { passive } : {}) });
  return [tf.slice(outcome, [0, 0], [-1, from]), tf.slice(outcome, [0, from], [-1, -1])];
}

/** A row for each measurement: [n, measurements times width] to [n times measurements, width]. */
const inRows = (x: tf.Tensor2D, width: number): tf.Tensor2D => tf.reshape(x, [-1, width]);

/** @param design [n, dim] @param outcome [n, q], of random designs */
export function seenScaling(simulator: Simulator, design: tf.Tensor2D, outcome: tf.Tensor2D): SeenScaling {
  const [width, outcomes] = widthsOf(simulator);
  const places = seenScales(simulator.designs, width);
  const at = { ...scalingOf(seenPlace(inRows(design, width), places)), ...places };
  const [measured, passive] = apart(simulator, outcomeFeature(simulator, outcome));
  return {
    at,
    outcome: scalingOf(inRows(measured, outcomes)),
    ...(simulator.outcome.passive ? { passive: scalingOf(passive) } : {}),
  };
}

/**
 * Measurements one after the other, as critics of histories read them, without what is passive.
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
  const [measured] = apart(simulator, outcomeFeature(simulator, outcome));
  const seen = layer(scaled(inRows(measured, outcomes), ofOutcome), outcomes);
  return tf.reshape(tf.concat([places, seen], 2), [n, steps * (width + outcomes)]);
}

/**
 * With what is passive, of which decisions are told [all numbers, which of them are in] behind a measurement's outcome: what is not in is seen as its
 * mean, 0. Which are, follows from place and step, which networks see.
 */
export function lookOf(simulator: Simulator, { at: ofPlace, outcome: ofOutcome, passive }: SeenScaling): PolicySetup["look"] {
  return (at, seen) => {
    const place = scaled(seenPlace(at, ofPlace), ofPlace);
    if (!passive) return columns(place, scaled(outcomeFeature(simulator, seen), ofOutcome));
    const [q, r] = [ofOutcome.mean.length, passive.mean.length];
    const part = (from: number, size: number): tf.Tensor2D => tf.slice(seen, [0, from], [-1, size]);
    const reports = tf.mul(scaled(outcomeFeature(simulator, part(q, r)), passive), part(q + r, r)) as tf.Tensor2D;
    return columns(place, scaled(outcomeFeature(simulator, part(0, q)), ofOutcome), reports);
  };
}

/** What a policy is built for. @param horizon measurements in an experiment @param most in the longest one, where it serves several horizons */
export const setupOf = (
  simulator: Simulator,
  seen: SeenScaling,
  horizon: number,
  hidden: readonly number[],
  most?: number,
): PolicySetup => ({
  horizon,
  ...(most === undefined ? {} : { most }),
  hidden,
  look: lookOf(simulator, seen),
  sees: seenSize(seen) + (seen.passive?.mean.length ?? 0),
});
