/**
 * Methods that adapt in one pass: an encoder makes an embedding of the support points, and the regressor reads it beside x as its prompt.
 * The paper (section M, Eq. 14) leaves open how; docs/meta-learning.md names each choice. They differ in what is asked of the embedding.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Key, Params } from "../../src/contracts/values.js";
import { applyMlp } from "../../src/nets/mlp.js";
import { normal } from "../../src/numbers/distributions.js";
import { split } from "../../src/numbers/keys.js";
import { initNetwork, squaredError } from "../network.js";
import type { Batch, Learner, LearnerSetup, MethodSetting, TrainedMethod } from "../types.js";

const ENCODER = "encoder";
const REGRESSOR = "regressor";
const LOG_SD = "noise/logSd";

/** Of the embedding's noise before training; embeddings begin with entries of the size of y. */
const firstSd = 0.1;

/** Under the root of the information, whose slope would else be infinite at 0. */
const underRoot = 1e-4;

/** Embeddings of a step's tasks, [tasks, e]: the mean of the points' codes, and what the regressor reads. */
export interface Embedding {
  readonly mean: tf.Tensor2D;
  /** Standard deviations, [e]. */
  readonly sd: tf.Tensor1D;
  readonly sample: tf.Tensor2D;
}

/** How much an embedding tells about its data. */
export interface Information {
  readonly value: tf.Scalar;
  /** What the critic maximises, where there is one: the same bound, with the embedding taken as given. */
  readonly ofCritic?: tf.Scalar;
}

/** @typeParam E what it reads of embeddings */
export interface Penalty<E = Embedding> {
  init(key: Key): Params;
  information(params: Params, batch: Batch, embedding: E): Information;
}

/** What is maximised where λ times the root of the information is added to a loss; the critic climbs its own bound. */
export function penalised(loss: tf.Scalar, { value, ofCritic }: Information, weight: number): tf.Scalar {
  // The relu lets no gradient through where a bound is below 0 and tells nothing.
  const root = tf.sqrt(tf.add(tf.relu(value), underRoot));
  const whole = tf.add(loss, tf.mul(weight, root));
  return (ofCritic ? tf.sub(ofCritic, whole) : tf.neg(whole)) as tf.Scalar;
}

export const embeddingSetting = {
  embedding: { default: 16, min: 1, max: 4096, whole: true, help: "numbers in a task's embedding" },
} as const satisfies Record<string, MethodSetting>;

export const weightSetting = {
  penalty: { default: 1e-2, min: 0, max: 1e6, help: "λ: weight of the root of the information", also: ["lambda"] },
} as const satisfies Record<string, MethodSetting>;

export const penaltySettings = {
  ...embeddingSetting,
  ...weightSetting,
} as const satisfies Record<string, MethodSetting>;

/** 20 combinations, as many as the gradient methods have. */
export const penaltySearch = { penalty: [0, 1e-3, 1e-2, 1e-1, 1], embedding: [16, 64], rate: [3e-4, 1e-3] } as const;

/** Meta-FLO with another measure of the information under the root: everything else is as there, its settings too. */
export function otherPenalty(
  described: Pick<TrainedMethod, "name" | "summary" | "use" | "reference">,
  penaltyOf: (setup: LearnerSetup) => Penalty,
): TrainedMethod {
  return {
    kind: "trained",
    ...described,
    settings: penaltySettings,
    stepwise: false,
    inherits: ["embedding", "rate"],
    ablation: true,
    rate: 1e-3,
    create: (setup) => promptedLearner(setup, { noise: true, penalty: penaltyOf(setup) }),
  };
}

export interface PromptOptions {
  /** The embedding is random in training; its mean serves afterwards. */
  readonly noise: boolean;
  readonly penalty?: Penalty;
}

export function promptedLearner({ hidden, settings }: LearnerSetup, { noise, penalty }: PromptOptions): Learner {
  const e = settings.embedding as number;
  const encode = (params: Params, x: tf.Tensor2D, y: tf.Tensor2D): tf.Tensor2D => {
    const [tasks, k] = x.shape;
    const pairs = tf.stack([tf.reshape(x, [-1]), tf.reshape(y, [-1])], 1) as tf.Tensor2D;
    return tf.mean(tf.reshape(applyMlp(params, ENCODER, pairs), [tasks, k, e]), 1) as tf.Tensor2D;
  };
  return {
    portable: { kind: "prompt", encoder: ENCODER, network: REGRESSOR },
    init(key) {
      const k = split(key, "encoder", "regressor", "penalty");
      return {
        ...initNetwork(k.encoder, ENCODER, [2, ...hidden, e]),
        ...initNetwork(k.regressor, REGRESSOR, [1 + e, ...hidden, 1]),
        ...(noise ? { [LOG_SD]: tf.fill([e], Math.log(firstSd)) } : {}),
        ...penalty?.init(k.penalty),
      };
    },
    ...(noise ? { draw: (key: Key, tasks: number) => ({ embedding: normal(key, [tasks, e]) }) } : {}),
    losses(params, batch, drawn) {
      const mean = encode(params, batch.supportX, batch.supportY);
      if (!noise) {
        const risk = squaredError(regress(params, batch.queryX, mean), batch.queryY);
        return { objective: tf.neg(risk), risk };
      }
      const sd = tf.exp(params[LOG_SD] as tf.Tensor1D);
      const sample = tf.add(mean, tf.mul(sd, drawn.embedding as tf.Tensor)) as tf.Tensor2D;
      const risk = squaredError(regress(params, batch.queryX, sample), batch.queryY);
      if (!penalty) return { objective: tf.neg(risk), risk };
      const information = penalty.information(params, batch, { mean, sd, sample });
      return { objective: penalised(risk, information, settings.penalty as number), risk, information: information.value };
    },
    predict: (params, supportX, supportY, x) => [regress(params, x, encode(params, supportX, supportY))],
  };
}

/** @param x [tasks, Q] @param embedding [tasks, e] @returns [tasks, Q] */
function regress(params: Params, x: tf.Tensor2D, embedding: tf.Tensor2D): tf.Tensor2D {
  const [tasks, q] = x.shape;
  const e = embedding.shape[1];
  const prompts = tf.reshape(tf.tile(tf.reshape(embedding, [tasks, 1, e]), [1, q, 1]), [tasks * q, e]);
  const inputs = tf.concat([tf.reshape(x, [tasks * q, 1]), prompts], 1) as tf.Tensor2D;
  return tf.reshape(applyMlp(params, REGRESSOR, inputs), [tasks, q]) as tf.Tensor2D;
}
