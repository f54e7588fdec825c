/** Bounds with fewer negatives than a batch offers, as papers that shuffle the outcomes once have them. */
import * as tf from "@tensorflow/tfjs-core";
import type { FromScores, Terms } from "../contracts/bounds.js";

/**
 * The same bound, of which each pair is contrasted with K others only: theta_i with the outcomes i + 1 … i + K behind it, round the batch. In the
 * place of the others stand these once more, so that means over all others are means over them; as often each where K divides n - 1.
 * K = 1 is a derangement of the batch; n - 1 is the bound itself. Not for gradients by the score function: which outcome a term is of is lost.
 * @param count K, at least 1
 */
export function withNegatives(base: FromScores, count: number): FromScores {
  const { contributions, objective, credits: _, ofOutcome: _own, logRatios, memory, cap, ...rest } = base;
  const fewer = (terms: Terms): Terms => ({ ...terms, scores: repeated(terms.scores, count) });
  return {
    ...rest,
    cap: (n) => cap(Math.min(n, count + 1)),
    contributions: (terms, before) => contributions(fewer(terms), before),
    ...(objective ? { objective: (terms, after) => objective(fewer(terms), after) } : {}),
    ...(logRatios ? { logRatios: (terms) => logRatios(fewer(terms)) } : {}),
    ...(memory ? { memory: { ...memory, next: (before, terms) => memory.next(before, fewer(terms)) } } : {}),
  };
}

/** S_ij with j - i, round the batch, brought into 0 … K. */
function repeated(scores: tf.Tensor2D, count: number): tf.Tensor2D {
  const n = scores.shape[0];
  if (count >= n - 1) return scores;
  const from = new Int32Array(n * n);
  for (let i = 0; i < n; i++)
    for (let behind = 0; behind < n; behind++) {
      const taken = behind === 0 ? 0 : ((behind - 1) % count) + 1;
      from[i * n + ((i + behind) % n)] = i * n + ((i + taken) % n);
    }
  return tf.reshape(tf.gather(tf.reshape(scores, [n * n]), tf.tensor1d(from, "int32")), [n, n]);
}
