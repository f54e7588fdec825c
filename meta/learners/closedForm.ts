/**
 * Methods that adapt by Bayes' rule in closed form: a network makes features of x, functions of them are normal beforehand, and the posterior
 * given the support points is normal too. So each prediction comes with its standard deviation. They differ in the kernel, and in what is asked of the weights.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Key, Params } from "../../src/contracts/values.js";
import { applyMlp } from "../../src/nets/mlp.js";
import { normal } from "../../src/numbers/distributions.js";
import { split } from "../../src/numbers/keys.js";
import { logUnit } from "../../src/portable/adaptations/closedForm.js";
import type { Kernel } from "../../src/portable/modelTypes.js";
import { type Belief, conditioned, drawnWeights } from "../conditioned.js";
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

/** What is believed of the values of all points beforehand, beside their means. */
export interface HeadKernel {
  readonly name: Kernel;
  /** @param products of features, [tasks, n, K] @param squares of each point's, [tasks, n] */
  belief(products: tf.Tensor3D, squares: tf.Tensor2D, amplitude: tf.Tensor): Pick<Belief, "covariance" | "variance">;
}

export interface HeadOptions {
  readonly kernel: HeadKernel;
  /** On the weights of linear features, drawn from their posterior: a task's embedding. */
  readonly penalty?: Penalty<Pick<Embedding, "sample">>;
}

export function closedFormLearner(
  { hidden, support: points, settings, scale }: LearnerSetup,
  { kernel, penalty }: HeadOptions,
): Learner {
  const size = settings.features as number;
  const least = (leastNoise * scale) ** 2;
  const noiseOf = (params: Params) => tf.add(tf.exp(tf.mul(2 * logUnit, params[LOG_NOISE] as tf.Tensor)), least) as tf.Tensor1D;

  /** Features [tasks, n, size] and means [tasks, n] of points x [tasks, n]. */
  const made = (params: Params, x: tf.Tensor2D) => {
    const [tasks, n] = x.shape;
    const all = tf.reshape(applyMlp(params, FEATURES, tf.reshape(x, [-1, 1]) as tf.Tensor2D), [tasks, n, size + 1]);
    const mean = tf.reshape(tf.slice(all, [0, 0, size], [-1, n, 1]), [tasks, n]) as tf.Tensor2D;
    const features = tf.slice(all, [0, 0, 0], [-1, n, size]) as tf.Tensor3D;
    return { features, mean, amplitude: tf.exp(tf.mul(logUnit, params[LOG_SCALE] as tf.Tensor)) };
  };

  const posterior = (params: Params, supportX: tf.Tensor2D, supportY: tf.Tensor2D, x: tf.Tensor2D) => {
    const k = supportX.shape[1];
    const q = x.shape[1];
    const { features, mean, amplitude } = made(params, tf.concat([supportX, x], 1) as tf.Tensor2D);
    const support = tf.slice(features, [0, 0, 0], [-1, k, size]) as tf.Tensor3D;
    const products = tf.matMul(features, support, false, true) as tf.Tensor3D;
    const squares = tf.sum(tf.square(features), 2) as tf.Tensor2D;
    const belief = { mean, ...kernel.belief(products, squares, amplitude) };
    const found = conditioned(belief, supportY, noiseOf(params));
    const ofQueries = (values: tf.Tensor2D) => tf.slice(values, [0, k], [-1, q]) as tf.Tensor2D;
    return { mean: ofQueries(found.mean), variance: tf.add(ofQueries(found.variance), noiseOf(params)) as tf.Tensor2D };
  };

  const weightsOf = (params: Params, { supportX, supportY }: Batch, drawn: Params): tf.Tensor2D => {
    const { features, mean, amplitude } = made(params, supportX);
    const sum = { features: tf.mul(features, amplitude) as tf.Tensor3D, mean };
    return drawnWeights(sum, supportY, noiseOf(params), drawn as { weights: tf.Tensor2D; noise: tf.Tensor2D });
  };

  return {
    portable: {
      kind: "closedForm",
      network: FEATURES,
      features: size,
      kernel: kernel.name,
      scale: LOG_SCALE,
      noise: LOG_NOISE,
      leastVariance: least,
    },
    init(key) {
      const k = split(key, "features", "penalty");
      return {
        ...initNetwork(k.features, FEATURES, [1, ...hidden, size + 1]),
        [LOG_SCALE]: tf.tensor1d([Math.log(scale) / logUnit]),
        [LOG_NOISE]: tf.tensor1d([Math.log(firstNoise * scale) / logUnit]),
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
      const information = penalty.information(params, batch, { sample: weightsOf(params, batch, drawn) });
      const loss = tf.neg(logDensity) as tf.Scalar;
      return { objective: penalised(loss, information, settings.penalty as number), risk, information: information.value };
    },
    predict: (params, supportX, supportY, x) => [posterior(params, supportX, supportY, x).mean],
    spread: (params, supportX, supportY, x) => tf.sqrt(posterior(params, supportX, supportY, x).variance) as tf.Tensor2D,
  };
}

/** Sums of features with independent weights. */
export const dotProduct: HeadKernel = {
  name: "linear",
  belief(products, squares, amplitude) {
    const most = tf.square(amplitude);
    return { covariance: tf.mul(most, products) as tf.Tensor3D, variance: tf.mul(most, squares) as tf.Tensor2D };
  },
};

/** amplitude² exp(-|a - b|²/2) */
export const squaredExponential: HeadKernel = {
  name: "squaredExponential",
  belief(products, squares, amplitude) {
    const [tasks, n, k] = products.shape;
    const most = tf.square(amplitude);
    const ofSupport = tf.reshape(tf.slice(squares, [0, 0], [-1, k]), [tasks, 1, k]);
    const distance = tf.relu(tf.sub(tf.add(tf.reshape(squares, [tasks, n, 1]), ofSupport), tf.mul(2, products)));
    return {
      covariance: tf.mul(most, tf.exp(tf.mul(-0.5, distance))) as tf.Tensor3D,
      variance: tf.mul(most, tf.onesLike(squares)) as tf.Tensor2D,
    };
  },
};
