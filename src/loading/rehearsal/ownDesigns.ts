/** Whether a likelihood that takes a row of the design for each outcome scores each at its own, and pairs alone as it scores all of them. */
import * as tf from "@tensorflow/tfjs-core";
import { check } from "../../basics/errors.js";
import type { LogLikelihood } from "../../contracts/bounds.js";
import { jointScores } from "../../estimators/pairs.js";
import { checkShape } from "./shapes.js";

/**
 * @param own an outcome at each trial's design, [1, q] @param alone its scores under theta [rows, p], [rows, 1], as asked for by itself
 * @throws InputError
 */
export function checkOwnDesigns(
  logLikelihood: LogLikelihood,
  theta: tf.Tensor2D,
  trials: readonly (readonly number[])[],
  own: readonly tf.Tensor2D[],
  alone: readonly tf.Tensor2D[],
): void {
  if (!logLikelihood.ownDesigns) return;
  const rows = theta.shape[0];
  // as many outcomes as thetas too, where a slip would broadcast
  for (const m of [trials.length, rows]) {
    const which = Array.from({ length: m }, (_, i) => i % trials.length);
    const designs = tf.tensor2d(which.map((i) => [...(trials[i] as readonly number[])]));
    const seen = tf.concat(which.map((i) => own[i] as tf.Tensor2D));
    const together = logLikelihood(theta, designs, seen);
    checkShape(
      "logLikelihood(theta, design [m, dim], outcome)",
      together,
      [rows, m],
      "a row for each theta, a column for each outcome",
    );
    const wanted = tf.concat(which.map((i) => alone[i] as tf.Tensor2D), 1) as tf.Tensor2D; // biome-ignore format: short
    check(alike(together, wanted), ownDesignsHelp);
    if (!logLikelihood.pairs || m !== rows) continue;
    const pairs = logLikelihood.pairs(theta, designs, seen);
    checkShape("the density of pairs, (theta [k, p], design [k, dim], outcome [k, q])", pairs, [rows], "a number for each row");
    check(alike(pairs, jointScores(wanted)), pairsHelp);
  }
}

/** Infinities where the other has them, numbers within rounding. */
function alike(a: tf.Tensor, b: tf.Tensor): boolean {
  const [x, y] = [a.dataSync(), b.dataSync()];
  return x.every((v, i) => {
    const w = y[i] as number;
    return Object.is(v, w) || Math.abs(v - w) < 1e-3 * (1 + Math.abs(w)) || (Number.isNaN(v) && Number.isNaN(w));
  });
}

const ownDesignsHelp =
  "logLikelihood is declared by forOwnDesigns to take a row of the design for each outcome, [m, dim], and does not score each outcome at its own design: " +
  "its scores differ from those of one outcome after the other. Write pairwiseScores(density), or leave forOwnDesigns out: then Floe asks for one design at a time";

const pairsHelp =
  "the density of pairs that forOwnDesigns was given is another than logLikelihood: its value for each theta, design and outcome is not the score of that pair. " +
  "Write pairwiseScores(density), which makes one of the other, or leave it out";
