/** The penalty of Meta-FLO with any of Floe's estimators: a bound on the information between support points and embeddings. */
import * as tf from "@tensorflow/tfjs-core";
import type { FromScores } from "../../src/contracts/bounds.js";
import type { Params } from "../../src/contracts/values.js";
import { critics } from "../../src/critics/index.js";
import { detached } from "../../src/engine/tensors.js";
import { criticObjective } from "../../src/information/terms.js";
import { detachedAll } from "../network.js";
import type { Batch, LearnerSetup } from "../types.js";
import type { Embedding, Penalty } from "./prompted.js";

/** Width of the features that the critic compares, at most. */
const mostFeatures = 64;

/**
 * A lower bound is minimised by the embedding and maximised by the critic: a game, and no longer a bound on the risk. Both move in the
 * same step, each taking the other as given.
 * @param size numbers in an embedding
 */
export function estimatedPenalty(
  estimator: FromScores,
  { support, hidden, settings, low, high, scale }: LearnerSetup,
  size = settings.embedding as number,
): Penalty<Pick<Embedding, "sample">> {
  const { init, terms } = criticObjective({
    estimator,
    critic: critics.separable,
    sizes: {
      theta: 2 * support,
      outcome: size,
      hidden,
      features: Math.min(mostFeatures, hidden.at(-1) ?? mostFeatures),
    },
    auxiliary: "shared",
  });
  const sdOfX = (high - low) / Math.sqrt(12);
  /** Rows are tasks' data: all support points in a row, standardised; they come in ascending order of x. */
  const dataOf = ({ supportX, supportY }: Batch): tf.Tensor2D =>
    tf.concat([tf.div(tf.sub(supportX, (low + high) / 2), sdOfX), tf.div(supportY, scale)], 1) as tf.Tensor2D;
  const bound = (params: Params, data: tf.Tensor2D, embedding: tf.Tensor2D): tf.Scalar =>
    tf.mean(estimator.contributions(terms(params, data, embedding)));
  return {
    init,
    information(params, batch, { sample }) {
      const data = dataOf(batch);
      return {
        value: bound(detachedAll(params), data, sample),
        ofCritic: bound(params, data, detached(sample)),
      };
    },
  };
}
