/** What a trained restart is worth to the choice between restarts: one contrastive reading on draws that all restarts share. */
import * as tf from "@tensorflow/tfjs-core";
import { columnLogSumExp, estimateOf } from "./contrastive.js";
import { policyContext, rollout } from "./experiment.js";
import { tidied } from "./tensor.js";
import { type TrainState, tensorsOf } from "./trainState.js";
import type { StepTask } from "./trainStep.js";
import type { Draw, Estimate, Key } from "./types.js";

/** Small enough for a joint critic, which holds its hidden layers for every pair. */
const chunkScores = 2 ** 18;

/**
 * A lower bound by contrasting each draw with all others: of the known likelihood where there is one (sPCE), as in the evaluation,
 * else of the restart's own critic (InfoNCE), whatever it was trained by. Restarts are not compared by the bound they were trained
 * by: its exponentials are noisy, and critics of equal training are not equally good for all designs (docs/decisions.md).
 * @param draw n fresh pairs; the same for every restart, so that most of the error is common
 */
export function compareRestart(task: StepTask, state: TrainState, draw: Draw, key: Key): Estimate {
  const n = draw.theta.shape[0];
  const { logLikelihood } = task.simulator;
  const values = tidied(() => {
    const params = tensorsOf(state, true);
    const context = policyContext(task.policy, task.simulator.designs, key, n);
    const { theta, design, outcome } = rollout(task.simulator, task.policy, params, draw, context);
    const scoresOf = (some: tf.Tensor2D) =>
      logLikelihood?.(some, design, outcome) ?? task.objective.scores(params, some, design, outcome);
    const own = new Float32Array(n);
    const all = columnLogSumExp(n);
    const rows = Math.max(1, Math.floor(chunkScores / n));
    for (let from = 0; from < n; from += rows) {
      const part = tf.slice(theta, [from, 0], [Math.min(rows, n - from), -1]);
      const scores = tidied(() => scoresOf(part).dataSync());
      all.add(scores);
      for (let i = 0; i < part.shape[0]; i++) own[from + i] = scores[i * n + from + i] as number;
    }
    return Array.from(own, (score, j) => score - all.value(j) + Math.log(n));
  });
  return estimateOf(values, { method: logLikelihood ? "sPCE" : "InfoNCE", contrasts: n - 1, cap: Math.log(n) });
}
