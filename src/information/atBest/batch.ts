/** One batch of a pool, as a bound with the best critic sees it. */
import * as tf from "@tensorflow/tfjs-core";
import type { EstimatorMemory, FromScores } from "../../contracts/bounds.js";
import { packTensor, tidied, unpackTensor } from "../../engine/tensors.js";
import { bestTerms, type Known } from "../../estimators/best.js";
import { sliceDraw } from "../../experiment/draws.js";
import { likelihoodOf } from "../../modelling/likelihoods.js";
import type { KnownPool } from "./pool.js";

/** What an estimator remembers, between batches: numbers, so that nothing has to be disposed of. */
export type Remembered = Readonly<Record<string, ReturnType<typeof packTensor>>>;

export interface OneBatch {
  /** Mean of the contributions, nats. */
  readonly value: number;
  /** By the design, of what is maximised. */
  readonly gradient: readonly number[];
  readonly memory: Remembered;
}

/**
 * What is known of the batch, as functions of the design: the critic is fixed at the design where it is best, so data alone move, as they do in a
 * training; a likelihood moves itself with the design too.
 */
function knownOf(pool: KnownPool, from: number, n: number, scoredBy: FromScores["scores"]): (own: tf.Tensor2D) => Known {
  const { simulator, design, draw, logMarginal, slopes } = pool;
  const likelihood = likelihoodOf(simulator) as NonNullable<ReturnType<typeof likelihoodOf>>;
  const dim = design.length;
  return (own) => {
    const { theta, noise } = sliceDraw(draw, from, n);
    const at = tf.tensor2d([design as number[]]);
    const outcome = simulator.simulate(theta, own, noise);
    const slope = tf.tensor2d(slopes.subarray(from * dim, (from + n) * dim), [n, dim]);
    const moved = tf.reshape(tf.matMul(slope, tf.sub(own, at), false, true), [n]);
    return {
      logLikelihood: likelihood(theta, scoredBy === "likelihood" ? own : at, outcome),
      logMarginal: tf.add(tf.tensor1d(logMarginal.subarray(from, from + n)), moved),
    };
  };
}

/** @param before what the estimator remembers of earlier batches; undefined before the first */
export function batchAtBest(pool: KnownPool, estimator: FromScores, from: number, n: number, before?: Remembered): OneBatch {
  const known = knownOf(pool, from, n, estimator.scores);
  return tidied(() => {
    const at = tf.tensor2d([pool.design as number[]]);
    const terms = bestTerms(estimator, known(at));
    const memory = memoryAfter(estimator, terms, before);
    const climbed = (own: tf.Tensor) => {
      const terms = bestTerms(estimator, known(own as tf.Tensor2D));
      return tf.mean(estimator.objective?.(terms, memory) ?? estimator.contributions(terms)) as tf.Scalar;
    };
    const { grad, value } = tf.valueAndGrad(climbed)(at);
    const reported = estimator.objective ? tf.mean(estimator.contributions(terms)) : value;
    return {
      value: reported.dataSync()[0] as number,
      gradient: Array.from(grad.dataSync()),
      memory: Object.fromEntries(Object.entries(memory).map(([name, tensor]) => [name, packTensor(tensor)])),
    };
  });
}

function memoryAfter({ memory }: FromScores, terms: ReturnType<typeof bestTerms>, before?: Remembered): EstimatorMemory {
  if (!memory) return {};
  const own = before
    ? Object.fromEntries(Object.entries(before).map(([name, packed]) => [name, unpackTensor(packed)]))
    : memory.start();
  return memory.next(own, terms);
}
