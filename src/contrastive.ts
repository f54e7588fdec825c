/**
 * Contrastive bounds on the information gain from a score of every outcome under every theta (Foster et al. 2020;
 * Oord et al. 2018). With S the log likelihood, and theta_1..theta_L fresh draws:
 *   lower (sPCE, or InfoNCE for a critic)  S_0 - log mean over {0, ..., L} of exp S_l,   capped at log(L + 1)
 *   upper (sNMC, true likelihood only)     S_0 - log mean over {1, ..., L} of exp S_l
 */
import type * as tf from "@tensorflow/tfjs-core";
import type { Pool } from "./pool.js";
import { tidied } from "./tensor.js";
import type { Draw, Estimate } from "./types.js";

/** Terms below the largest by more than this add less than 1e-13 each and are skipped. */
const negligible = -30;

/** log of the sum of exp over all rows added so far, column by column, in one pass. */
export function columnLogSumExp(columns: number): { add(scores: ArrayLike<number>): void; value(j: number): number } {
  const largest = new Float64Array(columns).fill(-Infinity);
  const sum = new Float64Array(columns);
  return {
    add(scores) {
      for (let at = 0; at < scores.length; at += columns) {
        for (let j = 0; j < columns; j++) {
          const score = scores[at + j] as number;
          const d = score - (largest[j] as number);
          if (d <= 0) {
            if (d > negligible) sum[j] = (sum[j] as number) + Math.exp(d);
          } else if (score > -Infinity) {
            sum[j] = (sum[j] as number) * Math.exp(-d) + 1;
            largest[j] = score;
          }
        }
      }
    },
    value: (j) => (largest[j] as number) + Math.log(sum[j] as number),
  };
}

/** One block of outer samples with what they are contrasted against. */
export interface Block {
  /** Scores of each outcome under its own theta, [m]. */
  readonly own: ArrayLike<number>;
  /** Chunks of [c, m] scores under fresh thetas, row after row. */
  readonly contrasts: Iterable<ArrayLike<number>>;
}

/** The bounds of one block: mean over its outer samples. */
export function blockBounds({ own, contrasts }: Block, count: number): { lower: number; upper: number } {
  const m = own.length;
  const sums = columnLogSumExp(m);
  for (const chunk of contrasts) sums.add(chunk);
  let lower = 0;
  let upper = 0;
  for (let j = 0; j < m; j++) {
    const s = own[j] as number;
    const others = sums.value(j);
    // log(e^others + e^s) without overflow: the outcome's own theta joins the contrasts
    const all = Math.max(others, s) + Math.log1p(Math.exp(-Math.abs(others - s)));
    lower += s - all + Math.log(count + 1);
    upper += s - others + Math.log(count);
  }
  return { lower: lower / m, upper: upper / m };
}

/** Mean and standard error over independent blocks. */
export function overBlocks(values: readonly number[], about: Omit<Estimate, "value" | "se">): Estimate {
  const n = values.length;
  const value = values.reduce((sum, x) => sum + x, 0) / n;
  const variance = values.reduce((sum, x) => sum + (x - value) ** 2, 0) / (n - 1);
  return { value, se: Math.sqrt(variance / n), ...about };
}

export interface Bounds {
  readonly lower: number[];
  readonly upper: number[];
}

/** Scores every block of the pool under a policy; yields the share done. Bounds are per block, nats. */
export function* boundsOfPool(
  pool: Pool,
  observe: (draw: Draw, block: number) => { design: tf.Tensor2D; outcome: tf.Tensor2D },
  scores: (theta: tf.Tensor2D, design: tf.Tensor2D, outcome: tf.Tensor2D) => tf.Tensor2D,
): Generator<number, Bounds> {
  const bounds: Bounds = { lower: [], upper: [] };
  const { blocks, perBlock, contrasts } = pool;
  // About a million scores at a time: large enough to be quick, small enough for the caches.
  const chunk = Math.max(1, Math.min(contrasts, Math.floor(1e6 / perBlock)));
  for (let b = 0; b < blocks; b++) {
    const block = tidied(() => {
      const draw = pool.outer(b);
      const { design, outcome } = observe(draw, b);
      const own = tidied(() => diagonal(scores(draw.theta, design, outcome)));
      function* chunks(): Generator<Float32Array> {
        for (let from = 0; from < contrasts; from += chunk) {
          const n = Math.min(chunk, contrasts - from);
          yield tidied(() => scores(pool.thetas(b, from, n), design, outcome).dataSync() as Float32Array);
        }
      }
      return blockBounds({ own, contrasts: chunks() }, contrasts);
    });
    bounds.lower.push(block.lower);
    bounds.upper.push(block.upper);
    yield (b + 1) / blocks;
  }
  return bounds;
}

function diagonal(scores: tf.Tensor2D): Float32Array {
  const n = scores.shape[0];
  const all = scores.dataSync();
  return Float32Array.from({ length: n }, (_, i) => all[i * n + i] as number);
}
