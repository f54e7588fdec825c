/**
 * Methods that adapt by Bayes' rule in closed form: a network makes features of x, functions of them are normal beforehand, and the posterior
 * given the support points is normal too. So each prediction comes with its standard deviation. They differ in the kernel, and in what is asked of the weights.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Key, Params } from "../../src/contracts/values.js";
import { applyMlp } from "../../src/nets/mlp.js";
import { normal } from "../../src/numbers/distributions.js";
import { split } from "../../src/numbers/keys.js";
import type { Kernel } from "../../src/portable/modelTypes.js";
import { conditioned } from "../conditioned.js";
import { initNetwork } from "../network.js";
import type { Batch, Learner, LearnerSetup, MethodSetting } from "../types.js";
import { type Embedding, type Penalty, penalised } from "./prompted.js";

const FEATURES = "features";
const LOG_SCALE = "prior/logScale";
const LOG_NOISE = "prior/logNoise";

/** Standard deviation of the noise before training, and at least, as shares of y's: families have none, networks are never exact. */
const [firstNoise, leastNoise] = [0.3, 1e-3];

export const featuresSetting = (features: number) =>
  ({
    features: { default: features, min: 1, max: 4096, whole: true, help: "numbers that the network makes of x" },
  }) as const satisfies Record<string, MethodSetting>;

export interface HeadOptions {
  readonly kernel: Kernel;
  /** On the weights of linear features, drawn from their posterior: a task's embedding. */
  readonly penalty?: Penalty<Pick<Embedding, "sample">>;
}

export function closedFormLearner(
  { hidden, support: points, settings, scale }: LearnerSetup,
  { kernel, penalty }: HeadOptions,
): Learner {
  const size = settings.features as number;
  const least = (leastNoise * scale) ** 2;
  const noiseOf = (params: Params) => tf.add(tf.exp(tf.mul(2, params[LOG_NOISE] as tf.Tensor)), least) as tf.Scalar;

  /** Features [tasks, n, size] and means [tasks, n] of points x [tasks, n]. */
  const made = (params: Params, x: tf.Tensor2D) => {
    const [tasks, n] = x.shape;
    const all = tf.reshape(applyMlp(params, FEATURES, tf.reshape(x, [-1, 1]) as tf.Tensor2D), [tasks, n, size + 1]);
    const mean = tf.reshape(tf.slice(all, [0, 0, size], [-1, n, 1]), [tasks, n]) as tf.Tensor2D;
    const features = tf.slice(all, [0, 0, 0], [-1, n, size]) as tf.Tensor3D;
    const amplitude = tf.exp(params[LOG_SCALE] as tf.Tensor);
    return { features: kernel === "linear" ? (tf.mul(features, amplitude) as tf.Tensor3D) : features, mean, amplitude };
  };

  const posterior = (params: Params, supportX: tf.Tensor2D, supportY: tf.Tensor2D, x: tf.Tensor2D) => {
    const k = supportX.shape[1];
    const q = x.shape[1];
    const { features, mean, amplitude } = made(params, tf.concat([supportX, x], 1) as tf.Tensor2D);
    const support = tf.slice(features, [0, 0, 0], [-1, k, size]) as tf.Tensor3D;
    const products = tf.matMul(features, support, false, true) as tf.Tensor3D;
    const squares = tf.sum(tf.square(features), 2) as tf.Tensor2D;
    const belief =
      kernel === "linear"
        ? { mean, covariance: products, variance: squares }
        : { mean, ...squaredExponential(products, squares, tf.square(amplitude) as tf.Scalar) };
    const found = conditioned(belief, supportY, noiseOf(params));
    const ofQueries = (values: tf.Tensor2D) => tf.slice(values, [0, k], [-1, q]) as tf.Tensor2D;
    return { mean: ofQueries(found.mean), variance: tf.add(ofQueries(found.variance), noiseOf(params)) as tf.Tensor2D };
  };

  /** Of linear features, from their posterior: a draw from the prior, corrected by what it lacks of the data (Matheron's rule). */
  const drawnWeights = (params: Params, { supportX, supportY }: Batch, drawn: Params): tf.Tensor2D => {
    const { features, mean } = made(params, supportX);
    const [tasks, k] = supportX.shape;
    const weights = drawn.weights as tf.Tensor2D;
    const values = tf.add(mean, tf.reshape(tf.matMul(features, tf.reshape(weights, [tasks, size, 1])), [tasks, k]));
    const noise = tf.mul(tf.sqrt(noiseOf(params)), drawn.noise as tf.Tensor2D);
    const all = tf.concat([features, tf.tile(tf.reshape(tf.eye(size), [1, size, size]), [tasks, 1, 1])], 1);
    const belief = {
      mean: tf.concat([values, weights], 1) as tf.Tensor2D,
      covariance: tf.matMul(all, features, false, true) as tf.Tensor3D,
      variance: tf.ones([tasks, k + size]) as tf.Tensor2D,
    };
    const { mean: found } = conditioned(belief, tf.sub(supportY, noise), noiseOf(params));
    return tf.slice(found, [0, k], [-1, size]) as tf.Tensor2D;
  };

  return {
    portable: { kind: "closedForm", network: FEATURES, kernel, scale: LOG_SCALE, noise: LOG_NOISE, leastVariance: least },
    init(key) {
      const k = split(key, "features", "penalty");
      return {
        ...initNetwork(k.features, FEATURES, [1, ...hidden, size + 1]),
        [LOG_SCALE]: tf.scalar(Math.log(scale)),
        [LOG_NOISE]: tf.scalar(Math.log(firstNoise * scale)),
        ...penalty?.init(k.penalty),
      };
    },
    ...(penalty
      ? {
          draw(key: Key, tasks: number) {
            const k = split(key, "weights", "noise");
            return { weights: normal(k.weights, [tasks, size]), noise: normal(k.noise, [tasks, points]) };
          },
        }
      : {}),
    losses(params, batch, drawn) {
      const { mean, variance } = posterior(params, batch.supportX, batch.supportY, batch.queryX);
      const squared = tf.square(tf.sub(mean, batch.queryY));
      const risk = tf.mean(squared) as tf.Scalar;
      const logDensity = tf.mul(-0.5, tf.mean(tf.add(tf.div(squared, variance), tf.log(variance)))) as tf.Scalar;
      if (!penalty) return { objective: logDensity, risk };
      const information = penalty.information(params, batch, { sample: drawnWeights(params, batch, drawn) });
      const loss = tf.neg(logDensity) as tf.Scalar;
      return { objective: penalised(loss, information, settings.penalty as number), risk, information: information.value };
    },
    predict: (params, supportX, supportY, x) => [posterior(params, supportX, supportY, x).mean],
    spread: (params, supportX, supportY, x) => tf.sqrt(posterior(params, supportX, supportY, x).variance) as tf.Tensor2D,
  };
}

/** amplitude² exp(-|a - b|²/2) of features. @param products of all with the support points, [tasks, n, K] @param squares [tasks, n] */
function squaredExponential(products: tf.Tensor3D, squares: tf.Tensor2D, most: tf.Scalar) {
  const [tasks, n, k] = products.shape;
  const ofSupport = tf.reshape(tf.slice(squares, [0, 0], [-1, k]), [tasks, 1, k]);
  const distance = tf.relu(tf.sub(tf.add(tf.reshape(squares, [tasks, n, 1]), ofSupport), tf.mul(2, products)));
  return {
    covariance: tf.mul(most, tf.exp(tf.mul(-0.5, distance))) as tf.Tensor3D,
    variance: tf.mul(most, tf.onesLike(squares)) as tf.Tensor2D,
  };
}
