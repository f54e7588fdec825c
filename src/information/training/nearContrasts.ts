/**
 * Contrasts of each outcome's own, drawn around the theta that it came from: where a design tells 10 nats, one draw of the prior in 20,000 could have made an
 * outcome, and a bound by a thousand of them has no gradient left to tell good designs from better ones.
 *
 * They are draws of a mixture q(theta | theta_0) of the prior and of normals about theta_0 of all widths, on the scale without ends, with p/q as weights:
 *   p(y) = E_q[p(theta)/q(theta) p(y | theta)]
 * for any theta_0, since outcomes are independent of the contrasts given theta_0 (importance sampling with the mixture's density, the balance heuristic
 * of Veach and Guibas 1995). theta_0 counts as one more draw, as in the bound of prior contrasts (Foster et al. 2020), which keeps the value
 * from running away where none is near. It is no bound: what a training climbs is never what is reported.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { PairedLogDensity } from "../../contracts/bounds.js";
import type { Prior, Simulator } from "../../contracts/simulator.js";
import type { Key } from "../../contracts/values.js";
import { logMeanExp, tidied, withoutGradient } from "../../engine/tensors.js";
import type { NearContrasts, Rollout } from "../../experiment/rollout.js";
import { normal } from "../../numbers/distributions.js";
import { split } from "../../numbers/keys.js";
import { halfLogTau } from "../../numbers/special.js";
import { unbounded } from "../../numbers/support.js";
import type { Contribution, Enumeration } from "./counting.js";

export type WithDensity = Prior & Required<Pick<Prior, "logDensity">>;

/** Of all parameters together, nats: where so much is known of each alike, the narrowest normal is as wide as what is left. */
const mostKnown = 14;

/** Widths of the normals, as shares of the prior's standard deviations: each half of the one before. */
function widthsFor(parameters: number): number[] {
  const halvings = Math.min(8, Math.max(3, Math.round(mostKnown / parameters / Math.LN2)));
  return Array.from({ length: halvings + 1 }, (_, i) => 2 ** -i);
}

/** Draws that tell how wide the prior is. */
const pilot = 4096;

/** Nats: what is impossible, which cannot be subtracted. */
const impossible = -1e4;

/** What is known of an experiment. */
interface Known {
  readonly prior: WithDensity;
  readonly pairs: PairedLogDensity;
  readonly logSides?: Simulator["logSides"];
}

interface Contrasts {
  /** Of each outcome, around its own theta. */
  readonly near: number;
  /** Draws of the prior whose bound is estimated, its cap with it; absent: infinitely many. */
  readonly ofPrior?: number | undefined;
}

/** @param key of the draws that tell how wide the prior is */
export function nearBound(
  { prior, pairs, logSides }: Known,
  contribution: Contribution,
  { near: count, ofPrior }: Contrasts,
  key: Key,
): Enumeration {
  const { free } = unbounded(prior);
  const spread = priorSpread(prior, key);
  function bound({ theta, design, outcome, near }: Rollout): tf.Tensor1D {
    if (!near) throw new Error("a training step with contrasts of its own was given none");
    const each = (x: tf.Tensor2D): tf.Tensor2D => (x.shape[0] === 1 ? x : repeated(x, count));
    const own = pairs(theta, design, outcome);
    const others = tf.reshape(pairs(near.theta, each(design), repeated(outcome, count)), [-1, count]);
    const all = tf.add(tf.concat([tf.expandDims(own, 1), others], 1), near.logWeights);
    const mean = logMeanExp(all, 1);
    return contribution(own, ofPrior === undefined ? mean : amongSo(ofPrior, own, mean)) as tf.Tensor1D;
  }
  return {
    how: logSides ? "thetas" : "together",
    near: (drawn, theta) => drawNear(prior, spread, drawn, theta, count),
    bound,
    surrogate(rollout) {
      const { theta, design, outcome } = rollout;
      const values = bound(rollout);
      if (!logSides) return tf.mean(values);
      const credits = withoutGradient(() => tf.sub(values, expected(values, tf.div(free(theta), tf.tensor1d(spread)))));
      return tf.mean(tf.add(values, tf.mul(credits, logSides(theta, design, outcome))));
    },
  };
}

/** Standard deviations of the prior: experiments whose thetas are so near to each other tell alike. And what one anywhere else counts beside them. */
const [alike, anywhereElse] = [0.7, 0.02];

/**
 * What an experiment with this theta may be expected to tell: the mean over all others, those with thetas like its own first. A side's gradient is 0 on average
 * given theta, so this takes noise away from credits and nothing else: where persons tell from 3 to 16 nats, most of it.
 * @param values [n] @param z thetas [n, p], in standard deviations @returns [n]
 */
export function expected(values: tf.Tensor1D, z: tf.Tensor): tf.Tensor1D {
  const n = values.shape[0];
  const apart = tf.sum(tf.square(tf.sub(tf.expandDims(z, 1), tf.expandDims(z, 0))), 2);
  const others = tf.sub(1, tf.eye(n));
  const weights: tf.Tensor2D = tf.mul(others, tf.add(tf.exp(tf.mul(-0.5 / alike ** 2, apart)), anywhereElse));
  const sums = tf.matMul(weights, tf.reshape(values, [n, 1]));
  return tf.squeeze(tf.div(sums, tf.sum(weights, 1, true)), [1]);
}

/**
 * What the log mean over so many thetas is expected to be of which one is the outcome's own and the others are draws of the prior: what is above the logarithm of
 * their number is worth nothing then, and the gradient goes to the experiments that tell less.
 */
function amongSo(many: number, own: tf.Tensor1D, mean: tf.Tensor): tf.Tensor {
  const parts = [tf.sub(own, Math.log(many)), tf.add(mean, Math.log1p(-1 / many))];
  return tf.logSumExp(tf.stack(parts), 0);
}

/** Every row so many times, one after the other. */
export function repeated(x: tf.Tensor2D, times: number): tf.Tensor2D {
  const [n, q] = x.shape;
  return tf.reshape(tf.tile(tf.expandDims(x, 1), [1, times, 1]), [n * times, q]);
}

/** Standard deviations of the prior on the scale without ends, one a parameter. */
export function priorSpread(prior: Prior, key: Key): Float32Array {
  const { free } = unbounded(prior);
  return tidied(() => Float32Array.from(tf.moments(free(prior.sample(key, pilot)), 0).variance.dataSync(), Math.sqrt));
}

/** @param spread standard deviations of the prior on the scale without ends, one a parameter */
export function drawNear(prior: WithDensity, spread: Float32Array, key: Key, theta: tf.Tensor2D, count: number): NearContrasts {
  const { free, back, logVolume } = unbounded(prior);
  const [n, p] = theta.shape;
  const k = split(key, "prior", "near");
  const widths = widthsFor(p);
  const components = widths.length + 1;
  const [unit, centre] = [tf.tensor1d(spread), free(theta)];
  // The same number of each, one after the other: the first ones of the prior.
  const sizes = Array.from({ length: components }, (_, c) => Math.floor((count + components - 1 - c) / components));
  const width = widths.flatMap((w, c) => Array<number>(sizes[c + 1] as number).fill(w));
  const moved = tf.mul(tf.mul(normal(k.near, [n, width.length, p]), tf.reshape(tf.tensor1d(width), [1, -1, 1])), unit);
  const around: tf.Tensor3D = tf.add(tf.expandDims(centre, 1), moved);
  const anywhere = tf.reshape(free(prior.sample(k.prior, n * (sizes[0] as number))), [n, -1, p]);
  const z = tf.concat([tf.expandDims(centre, 1), anywhere, around], 1); // [n, 1 + count, p]
  const flat: tf.Tensor2D = tf.reshape(z, [-1, p]);
  const thetas = back(flat);
  const logPrior = tf.reshape(tf.sub(prior.logDensity(thetas), logVolume(flat)), [n, -1]);
  const apart = tf.mul(-0.5, tf.sum(tf.square(tf.div(tf.sub(z, tf.expandDims(centre, 1)), unit)), 2));
  const volume = spread.reduce((sum, sd) => sum + Math.log(sd) + halfLogTau, 0);
  const shares = sizes.map((size) => Math.log(size / count));
  const laws = widths.map((w, c) => tf.add(tf.div(apart, w ** 2), (shares[c + 1] as number) - volume - p * Math.log(w)));
  const logMixture = tf.logSumExp(tf.stack([tf.add(logPrior, shares[0] as number), ...laws]), 0);
  return {
    theta: tf.reshape(tf.slice(tf.reshape(thetas, [n, -1, p]), [0, 1, 0], [-1, -1, -1]), [n * count, p]),
    logWeights: tf.maximum(tf.sub(logPrior, logMixture), impossible) as tf.Tensor2D,
  };
}
