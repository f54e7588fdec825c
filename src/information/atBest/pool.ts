/** Experiments at one design with their exact-as-need-be densities: what bounds are compared on where nothing is trained. */
import * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../../basics/errors.js";
import { errorOfMean, mean } from "../../basics/statistics.js";
import type { LogLikelihood } from "../../contracts/bounds.js";
import type { Draw, Simulator } from "../../contracts/simulator.js";
import type { Key } from "../../contracts/values.js";
import { tidied } from "../../engine/tensors.js";
import { jointScores } from "../../estimators/pairs.js";
import { sliceDraw } from "../../experiment/draws.js";
import { likelihoodOf } from "../../modelling/likelihoods.js";
import { fold, split } from "../../numbers/keys.js";

export interface KnownPool {
  readonly simulator: Simulator;
  readonly design: readonly number[];
  readonly size: number;
  readonly draw: Draw;
  /** log p(y_j) by many contrasts, and how it changes with the design through y_j alone: [size], and rows of `design`'s length. */
  readonly logMarginal: Float32Array;
  readonly slopes: Float32Array;
  readonly truth: Truth;
  dispose(): void;
}

/** What all bounds are about, nats, and nats by the design's unit. */
export interface Truth {
  readonly gain: number;
  readonly gainSe: number;
  readonly gradient: readonly number[];
  readonly gradientSe: readonly number[];
}

/** Numbers in one matrix of likelihoods, and outcomes in it. */
const [mostPairs, mostOutcomes] = [2 ** 20, 64];

/**
 * @param contrasts parameters that log p(y) is a mean over, beside the outcome's own, without which an outcome far from all of them would seem to
 * tell any amount: the gain is read as by sPCE, a little too low
 * @throws InputError as `checkKnown`
 */
export function openKnownPool(
  simulator: Simulator,
  design: readonly number[],
  { size, contrasts }: { readonly size: number; readonly contrasts: number },
  k: Key,
): KnownPool {
  const { density, drawOf } = checkKnown(simulator);
  const keys = split(k, "draw", "contrasts");
  const draw = drawOf(keys.draw, size);
  const [logMarginal, slopes] = [new Float32Array(size), new Float32Array(size * design.length)];
  const gains: number[] = [];
  const gradients: number[][] = [];
  const block = Math.max(1, Math.min(mostOutcomes, Math.floor(mostPairs / contrasts)));
  for (let from = 0; from + block <= size; from += block) {
    const known = { simulator, density, design, given: sliceDraw(draw, from, block) };
    const found = tidied(() => ofBlock(known, simulator.prior.sample(fold(keys.contrasts, from), contrasts)));
    tf.dispose([known.given.theta, known.given.noise]);
    logMarginal.set(found.logMarginal, from);
    slopes.set(found.slopes, from * design.length);
    gains.push(found.gain);
    gradients.push(found.gradient);
  }
  const columns = design.map((_, c) => gradients.map((row) => row[c] as number));
  return {
    simulator,
    design,
    size: gains.length * block,
    draw,
    logMarginal,
    slopes,
    truth: {
      gain: mean(gains),
      gainSe: errorOfMean(gains),
      gradient: columns.map(mean),
      gradientSe: columns.map(errorOfMean),
    },
    dispose: () => tf.dispose([draw.theta, draw.noise]),
  };
}

/** @throws InputError for a simulator whose best critic is not known, or that has no path from design to outcome */
export function checkKnown(simulator: Simulator): { density: LogLikelihood; drawOf: NonNullable<Simulator["draw"]> } {
  const { name, draw, gradient = "pathwise" } = simulator;
  const density = likelihoodOf(simulator);
  if (!density || !draw)
    throw new InputError(
      `${name}: bounds are compared at the best critic, which takes a likelihood; with --seeds N they are compared by the designs they find`,
    );
  if (gradient !== "pathwise")
    throw new InputError(
      `${name}: there is no path from design to outcome, so no gradient to compare; with --seeds N bounds are compared by the designs they find`,
    );
  return { density, drawOf: draw };
}

interface Block {
  readonly simulator: Simulator;
  readonly density: LogLikelihood;
  readonly design: readonly number[];
  readonly given: Draw;
}

/**
 * log p(y), its slopes by each outcome's own design, and mean and slope of the information. A critic's slope goes through outcomes alone; that of
 * the gain may go through the densities too, which adds nothing on average and takes most of the spread away.
 */
function ofBlock({ simulator, density, design, given }: Block, contrasts: tf.Tensor2D) {
  const { theta, noise } = given;
  const at = tf.tensor2d([design as number[]]);
  const scoresOf = (designOfDensity: tf.Tensor, designOfOutcome: tf.Tensor) => {
    const outcome = simulator.simulate(theta, designOfOutcome as tf.Tensor2D, noise);
    const own = jointScores(density(theta, designOfDensity as tf.Tensor2D, outcome));
    const others = density(contrasts, designOfDensity as tf.Tensor2D, outcome);
    const sum = tf.logSumExp(tf.concat([others, tf.reshape(own, [1, -1])], 0), 0);
    return { own, marginal: tf.sub(sum, Math.log(contrasts.shape[0] + 1)) as tf.Tensor1D };
  };
  const designs = tf.tile(at, [theta.shape[0], 1]);
  const marginal = tf.valueAndGrad((own) => tf.sum(scoresOf(at, own).marginal) as tf.Scalar);
  const gain = tf.valueAndGrad((both) => {
    const { own, marginal } = scoresOf(both, both);
    return tf.mean(tf.sub(own, marginal)) as tf.Scalar;
  });
  const { value, grad } = gain(at);
  return {
    logMarginal: scoresOf(at, at).marginal.dataSync() as Float32Array,
    slopes: marginal(designs).grad.dataSync() as Float32Array,
    gain: value.dataSync()[0] as number,
    gradient: Array.from(grad.dataSync()),
  };
}
