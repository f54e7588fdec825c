/** Bounds with fewer negatives than a batch offers, as papers that shuffle the outcomes once have them. */
import * as tf from "@tensorflow/tfjs-core";
import type { FromScores, Terms } from "../contracts/bounds.js";

/**
 * The same bound, of which each pair is contrasted with K others only: outcome j with the thetas j - 1 … j - K before it, round the batch, and where it is a
 * theta that a bound normalises, theta i with the outcomes i + 1 … i + K behind it. In the place of the others stand these once more, so that means over all
 * others are means over them, as often each where K divides n - 1; a bound that has the pair itself among those it averages has it there as often as
 * one of them, exactly where K + 1 divides n. K = 1 is a derangement of the batch; n - 1 is the bound itself. Not for gradients by the score function: which
 * outcome a term is of is lost.
 * @param count K, at least 1
 */
export function withNegatives(base: FromScores, count: number): FromScores {
  const { contributions, objective, credits: _, ofOutcome: _own, chained: _sum, logRatios, memory, cap, ...rest } = base;
  // What is averaged with the pair itself is never more than n times it: such a bound has a cap.
  const round = { ofRows: base.truth === "r + c(theta)", ownToo: Number.isFinite(cap(2)) };
  const fewer = (terms: Terms): Terms => ({ ...terms, scores: repeated(terms.scores, count, round) });
  return {
    ...rest,
    cap: (n) => cap(Math.min(n, count + 1)),
    contributions: (terms, before) => contributions(fewer(terms), before),
    ...(objective ? { objective: (terms, after) => objective(fewer(terms), after) } : {}),
    ...(logRatios ? { logRatios: (terms) => logRatios(fewer(terms)) } : {}),
    ...(memory ? { memory: { ...memory, next: (before, terms) => memory.next(before, fewer(terms)) } } : {}),
  };
}

interface Round {
  /** Each row keeps to its theta; else each column to its outcome. */
  readonly ofRows: boolean;
  /** The pair itself takes its turn among the others. */
  readonly ownToo: boolean;
}

/** S_ij with j - i, round the batch, brought into 0 … K. */
function repeated(scores: tf.Tensor2D, count: number, { ofRows, ownToo }: Round): tf.Tensor2D {
  const n = scores.shape[0];
  if (count >= n - 1) return scores;
  const from = new Int32Array(n * n);
  for (let i = 0; i < n; i++)
    for (let behind = 0; behind < n; behind++) {
      const taken = ownToo ? behind % (count + 1) : behind === 0 ? 0 : ((behind - 1) % count) + 1;
      const j = (i + behind) % n;
      from[i * n + j] = ofRows ? i * n + ((i + taken) % n) : ((j - taken + n) % n) * n + j;
    }
  return tf.reshape(tf.gather(tf.reshape(scores, [n * n]), tf.tensor1d(from, "int32")), [n, n]);
}
