/**
 * What is believed before every decision of an experiment, as thetas of its own: draws of normals that are fitted to it, weighed by prior, likelihood and the density by which they
 * were drawn (adaptive importance sampling: Cappé et al. 2004, Population Monte Carlo).
 *
 * Thetas around the true one (nearContrasts.ts) are of all widths in all directions, so that of three hundred eight or ten are left where two parameters are known to a tenth of the prior: such beliefs
 * read 0.36 nats too little of ten offers of `prey`, and see 0.04 of the 0.09 nats that a late offer tells. But they know mean and covariance well enough to draw anew by, and once more
 * by what those say: of a hundred, fifty are left then, at every decision (test/information/fittedBeliefs.test.ts).
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Key } from "../../contracts/values.js";
import { normal } from "../../numbers/distributions.js";
import { halfLogTau } from "../../numbers/special.js";
import { unbounded } from "../../numbers/support.js";
import type { WithDensity } from "./nearContrasts.js";

/** What is weighed. */
export interface BeliefsOf {
  readonly prior: WithDensity;
  /** Standard deviations of the prior on the scale without ends, one a parameter. */
  readonly spread: Float32Array;
  /** Log likelihood of what came out before each of q measurements. @param thetas k of each, measurement by measurement, [n q k, p] @returns [n, q, k] */
  before(thetas: tf.Tensor2D): tf.Tensor3D;
}

export interface Beliefs {
  /** [n q k, p] */
  readonly thetas: tf.Tensor2D;
  /** Of the k thetas of each, [n, q, k]. */
  readonly shares: tf.Tensor3D;
}

/** How often thetas are drawn anew. */
const rounds = 2;
/** Standard deviations of the normals that are drawn from, as multiples of what is believed: half of the draws each. */
const widths = [1, 2];
/** Of each parameter, as a share of the prior's: where few thetas are left they are too near to each other, and no narrower normal is ever drawn from. */
const narrowest = 0.01;

/** Standard normals that thetas are drawn by: [rounds, n, k, p]. */
export const normalsFor = (key: Key, n: number, k: number, p: number): tf.Tensor4D =>
  normal(key, [rounds, n, k, p]) as tf.Tensor4D;

/**
 * @param near thetas that begin, [n K, p], those of an experiment together @param shares of them before each measurement, [n, q, K]
 * @param centre about which thetas are reckoned, one an experiment [n, p]: float32 knows small differences only of small numbers
 * @param normals as `normalsFor` has them
 */
export function fittedBeliefs(
  { prior, spread, before }: BeliefsOf,
  near: tf.Tensor2D,
  centre: tf.Tensor2D,
  shares: tf.Tensor3D,
  normals: tf.Tensor4D,
): Beliefs {
  const { free, back, logVolume } = unbounded(prior);
  const [n, q] = shares.shape;
  const [, , k, p] = normals.shape;
  const scale = tf.tensor1d(spread);
  const [middle, all] = [tf.reshape(free(centre), [n, 1, p]), tf.reshape(free(near), [n, -1, p])];
  /** Parameter by parameter, [n, 1 or q, thetas] each, in standard deviations from the centre. */
  let apart = parameters(tf.expandDims(tf.div(tf.sub(all, middle), scale), 1) as tf.Tensor4D);
  let weights = shares;
  let thetas = near;
  for (const standard of tf.unstack(normals)) {
    const { drawn, logDensity } = draws(fitted(apart, weights), parameters(tf.expandDims(standard, 1) as tf.Tensor4D));
    const z: tf.Tensor2D = tf.reshape(tf.add(tf.mul(tf.stack(drawn, 3), scale), tf.reshape(middle, [n, 1, 1, p])), [
      n * q * k,
      p,
    ]);
    thetas = back(z);
    const logPrior = tf.reshape(tf.sub(prior.logDensity(thetas), logVolume(z)), [n, q, k]);
    const logs: tf.Tensor3D = tf.sub(tf.add(logPrior, before(thetas)), logDensity);
    weights = sharesOf(logs);
    apart = drawn;
  }
  return { thetas, shares: weights };
}

/** Shares in proportion to exponentials, along the last axis. */
export const sharesOf = (logs: tf.Tensor3D): tf.Tensor3D => tf.exp(tf.sub(logs, tf.logSumExp(logs, 2, true))) as tf.Tensor3D;

const parameters = (x: tf.Tensor4D): tf.Tensor3D[] => tf.unstack(x, 3) as tf.Tensor3D[];

interface Normal {
  /** [n, q, 1] a parameter. */
  readonly mean: readonly tf.Tensor3D[];
  /** Rows of the Cholesky factor of the covariance, up to the diagonal, [n, q, 1] each. */
  readonly factor: readonly (readonly tf.Tensor3D[])[];
}

function fitted(apart: readonly tf.Tensor3D[], shares: tf.Tensor3D): Normal {
  const average = (x: tf.Tensor): tf.Tensor3D => tf.sum(tf.mul(shares, x), 2, true);
  const mean = apart.map(average);
  const from = apart.map((x, i): tf.Tensor3D => tf.sub(x, mean[i] as tf.Tensor3D));
  // m equal weights of normal draws have a covariance that is too small by a share of about 1/m, and as uncertain again.
  const widened = tf.add(1, tf.mul(2, tf.sum(tf.square(shares), 2, true)));
  const covariance = (i: number, j: number): tf.Tensor3D => {
    const value = tf.mul(widened, average(tf.mul(from[i] as tf.Tensor, from[j] as tf.Tensor)));
    return (i === j ? tf.add(value, narrowest ** 2) : value) as tf.Tensor3D;
  };
  const factor: tf.Tensor3D[][] = [];
  for (const i of mean.keys()) {
    const row: tf.Tensor3D[] = [];
    for (let j = 0; j <= i; j++) {
      const other = j === i ? row : (factor[j] as tf.Tensor3D[]);
      const left = row.reduce((sum, x, c): tf.Tensor3D => tf.sub(sum, tf.mul(x, other[c] as tf.Tensor)), covariance(i, j));
      row.push(j === i ? (tf.sqrt(tf.maximum(left, (narrowest / 10) ** 2)) as tf.Tensor3D) : tf.div(left, other[j] as tf.Tensor));
    }
    factor.push(row);
  }
  return { mean, factor };
}

/** @param standard [n, 1, k] a parameter @returns draws of the mixture of widths, [n, q, k] a parameter, and its log density */
function draws(
  { mean, factor }: Normal,
  standard: readonly tf.Tensor3D[],
): { readonly drawn: tf.Tensor3D[]; readonly logDensity: tf.Tensor3D } {
  const [p, k] = [mean.length, (standard[0] as tf.Tensor3D).shape[2]];
  const width = tf.tensor3d(
    Array.from({ length: k }, (_, i) => widths[Math.floor((i * widths.length) / k)] as number),
    [1, 1, k],
  );
  const moved = standard.map((x): tf.Tensor3D => tf.mul(x, width));
  const drawn = factor.map((row, i) => {
    const terms = row.map((entry, j): tf.Tensor3D => tf.mul(entry, moved[j] as tf.Tensor));
    return tf.addN([tf.add(mean[i] as tf.Tensor3D, terms[0] as tf.Tensor), ...terms.slice(1)]) as tf.Tensor3D;
  });
  const distance = tf.addN(moved.map((x) => tf.square(x)));
  const laws = widths.map((one) => tf.sub(tf.mul(-0.5 / one ** 2, distance), p * (Math.log(one) + halfLogTau)));
  const mixture = tf.sub(tf.logSumExp(tf.stack(laws, 3), 3), Math.log(widths.length));
  const logVolume = tf.addN(factor.map((row, i) => tf.log(row[i] as tf.Tensor3D)));
  return { drawn, logDensity: tf.sub(mixture, logVolume) as tf.Tensor3D };
}
