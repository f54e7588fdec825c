/**
 * Thetas around each experiment's own, of a law whose density is known. What an outcome tells is not known when they are drawn: all parameters together, or of one
 * much and of another nothing (a rating tells how strongly a person feels to a three-hundredth of the prior, and hardly what a good is worth). So the mixture has
 *   the prior, and normals of one width for all parameters, as many draws of each width;
 *   products Π_j 1/H Σ_h N(theta_j; theta_0j, (r^h sd_j)²), in which each parameter has a width of its own: half of all draws.
 * The products alone are worse where all parameters are learned alike, the others alone where they are not.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Prior } from "../../contracts/simulator.js";
import type { Key } from "../../contracts/values.js";
import type { NearContrasts } from "../../experiment/rollout.js";
import { normal, uniforms } from "../../numbers/distributions.js";
import { split } from "../../numbers/keys.js";
import { halfLogTau } from "../../numbers/special.js";
import { unbounded } from "../../numbers/support.js";

export type WithDensity = Prior & Required<Pick<Prior, "logDensity">>;

/** Of all parameters together, nats: where so much is known of each alike, the narrowest normal is as wide as what is left. */
const mostKnown = 14;

/** Of one width to the one before: one parameter may be known better than all alike, by as many widths. */
const [ofAll, ofEach] = [0.5, 0.4];

/** How many widths there are, the prior's standard deviations among them. */
const widthsFor = (parameters: number): number => 1 + Math.min(8, Math.max(3, Math.round(mostKnown / parameters / Math.LN2)));

/** Nats: what is impossible, which cannot be subtracted. */
const impossible = -1e4;

/** @param spread standard deviations of the prior on the scale without ends, one a parameter @param count draws around each theta, 14 or more */
export function drawNear(prior: WithDensity, spread: Float32Array, key: Key, theta: tf.Tensor2D, count: number): NearContrasts {
  const { free, back, logVolume } = unbounded(prior);
  const [n, p] = theta.shape;
  const k = split(key, "prior", "near", "widths");
  const levels = Array.from({ length: widthsFor(p) }, (_, h) => h);
  const single = Math.floor(count / 2);
  // Of the others the same number each, one after the other: the first ones of the prior.
  const components = levels.length + 1;
  const sizes = Array.from({ length: components }, (_, c) => Math.floor((count - single + components - 1 - c) / components));
  const [unit, centre] = [tf.tensor1d(spread), tf.expandDims(free(theta), 1)];
  const together = levels.flatMap((h) => Array<number>(sizes[h + 1] as number).fill(ofAll ** h));
  const each = uniforms(k.widths, n * single * p).map((u) => ofEach ** Math.floor(u * levels.length));
  const widths = tf.concat(
    [tf.tile(tf.reshape(tf.tensor1d(together), [1, -1, 1]), [n, 1, p]), tf.tensor3d(each, [n, single, p])],
    1,
  );
  const around = tf.add(centre, tf.mul(tf.mul(normal(k.near, widths.shape), widths), unit));
  const anywhere = tf.reshape(free(prior.sample(k.prior, n * (sizes[0] as number))), [n, -1, p]);
  const z = tf.concat([centre, anywhere, around], 1); // [n, 1 + count, p]
  const flat: tf.Tensor2D = tf.reshape(z, [-1, p]);
  const thetas = back(flat);
  const logPrior = tf.reshape(tf.sub(prior.logDensity(thetas), logVolume(flat)), [n, -1]);
  const apart = tf.mul(-0.5, tf.square(tf.div(tf.sub(z, centre), unit))); // [n, 1 + count, p]
  const volume = spread.reduce((sum, sd) => sum + Math.log(sd) + halfLogTau, 0);
  const shares = [...sizes, single].map((size) => Math.log(size / count));
  const sums = tf.sum(apart, 2);
  const ofOneWidth = levels.map((h) =>
    tf.add(tf.div(sums, ofAll ** (2 * h)), (shares[h + 1] as number) - volume - p * h * Math.log(ofAll)),
  );
  const ofEachWidth = levels.map((h) =>
    tf.add(tf.div(apart, ofEach ** (2 * h)), -h * Math.log(ofEach) - Math.log(levels.length)),
  );
  const products = tf.sum(tf.logSumExp(tf.stack(ofEachWidth), 0), 2);
  const laws = [tf.add(logPrior, shares[0] as number), ...ofOneWidth, tf.add(products, (shares[components] as number) - volume)];
  return {
    theta: tf.reshape(tf.slice(tf.reshape(thetas, [n, -1, p]), [0, 1, 0], [-1, -1, -1]), [n * count, p]),
    logWeights: tf.maximum(tf.sub(logPrior, tf.logSumExp(tf.stack(laws), 0)), impossible) as tf.Tensor2D,
  };
}
