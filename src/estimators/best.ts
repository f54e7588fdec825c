/** What an estimator reads where its critic is as good as a critic can be. */
import * as tf from "@tensorflow/tfjs-core";
import type { FromScores, Terms } from "../contracts/bounds.js";
import { jointScores } from "./pairs.js";

/** Of all pairs of a batch, rows theta and columns outcome, nats. */
export interface Known {
  /** log p(y given theta), up to a constant where nothing else is known. */
  readonly logLikelihood: tf.Tensor2D; // [n, n]
  /** log p(y), up to the same constant. */
  readonly logMarginal: tf.Tensor1D; // [n]
}

/** The best scores are as `truth` says, and the auxiliary is what makes the bound tight beside them. */
export function bestTerms({ truth, auxiliary }: FromScores, { logLikelihood, logMarginal }: Known): Terms {
  const information = (): tf.Tensor2D => tf.sub(logLikelihood, logMarginal);
  const scores = truth === "log likelihood" ? logLikelihood : truth === "r + 1" ? tf.add(information(), 1) : information();
  const beside = {
    none: () => undefined,
    // u = -r of the pair, log a of an outcome and η normalise: nothing is left to do where the scores are r themselves.
    pair: () => tf.neg(jointScores(information())) as tf.Tensor1D,
    outcome: () => (truth === "log likelihood" ? logMarginal : tf.zerosLike(logMarginal)),
    scalar: () => tf.zeros([1]) as tf.Tensor1D,
  }[auxiliary]();
  return { scores: scores as tf.Tensor2D, ...(beside ? { auxiliary: beside } : {}) };
}
