/** Whether what comes without being chosen is the same whatever is chosen, and its likelihood a part of the whole. */
import * as tf from "@tensorflow/tfjs-core";
import { shortRow } from "../../basics/digits.js";
import { check } from "../../basics/errors.js";
import type { Draw, Simulator } from "../../contracts/simulator.js";
import { column, columns } from "../../engine/tensors.js";
import { likelihoodOf } from "../../modelling/likelihoods.js";
import { passiveOf } from "../../numbers/measurements.js";

/** Of log densities that are sums of float32, as a share of the largest. */
const tolerance = 1e-3;

/** @throws InputError */
export function checkPassive(simulator: Simulator, trials: readonly number[][], { theta, noise }: Draw): void {
  const { name, outcome } = simulator;
  const passive = simulator.passive?.(theta, noise);
  if (!passive) return;
  const [rows, count, from] = [theta.shape[0], passiveOf(outcome), outcome.names.length - passiveOf(outcome)];
  check(
    passive instanceof tf.Tensor && `${passive.shape}` === `${[rows, count]}`,
    `passive(theta, noise) must have shape [${rows}, ${count}], a row for each experiment and a column for each of outcome.passive.at, got [${passive.shape}]`,
  );
  const wholes = trials.map((design) => simulator.simulate(theta, tf.tensor2d([design as number[]]), noise));
  for (const [i, whole] of wholes.entries()) {
    const last = tf.slice(whole, [0, from], [-1, -1]);
    check(
      Boolean(tf.all(tf.equal(last, passive)).dataSync()[0]),
      `the last ${count} columns of ${name}'s simulate are passive, and at the design ${shortRow(trials[i] as number[])} they are not what passive(theta, noise) gives: no design may change them`,
    );
  }
  checkPart(simulator, theta, trials[1] as number[], tf.slice(wholes[1] as tf.Tensor2D, [0, 0], [-1, from]), passive);
}

/**
 * The whole likelihood less that of what is passive is that of the measurements, whatever came in: for two reports beside the same measurements the
 * differences of the two are alike for all theta.
 */
function checkPart(
  simulator: Simulator,
  theta: tf.Tensor2D,
  design: readonly number[],
  measured: tf.Tensor2D,
  passive: tf.Tensor2D,
): void {
  const [whole, part] = [likelihoodOf(simulator), simulator.passiveLikelihood];
  if (!whole || !part) return;
  const two: tf.Tensor2D = tf.slice(passive, [0, 0], [2, -1]);
  const same: tf.Tensor2D = tf.tile(tf.slice(measured, [0, 0], [1, -1]), [2, 1]);
  const of = { all: whole(theta, tf.tensor2d([design as number[]]), columns(same, two)), part: part.call(simulator, theta, two) };
  const [first, second] = [0, 1].map((j) => column(tf.sub(of.all, of.part) as tf.Tensor2D, j));
  const apart = tf.sub(first as tf.Tensor, second as tf.Tensor);
  const [least, most, size] = [tf.min(apart), tf.max(apart), tf.max(tf.abs(of.all))].map((x) => x.dataSync()[0] as number) as [
    number,
    number,
    number,
  ];
  check(
    most - least <= tolerance * (1 + size),
    "logLikelihood and passiveLikelihood do not fit together: without what is passive, the likelihood of the same measurements is another one for other reports. " +
      "Reports must be independent of the measurements given theta, and passiveLikelihood be the part of logLikelihood that is theirs",
  );
}
