/**
 * Contrastive bounds on the information gain from a score of every outcome under every theta (Foster et al. 2020;
 * Oord et al. 2018). With S the log likelihood, and theta_1..theta_L fresh draws:
 *   lower (sPCE, or InfoNCE for a critic)  S_0 - log mean over {0, ..., L} of exp S_l,   capped at log(L + 1)
 *   upper (sNMC, true likelihood only)     S_0 - log mean over {1, ..., L} of exp S_l
 */
import { check } from "./errors.js";
import { type Observed, type PairScores, thetasAtOnce } from "./pairScores.js";
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

/** Outer samples with what they are contrasted against. */
export interface Group {
  /** Scores of each outcome under its own theta, [m]. */
  readonly own: ArrayLike<number>;
  /** Scores under fresh thetas: rows of m, or of the logs of sums of exponentials over several thetas. */
  readonly contrasts: Iterable<ArrayLike<number>>;
}

/** Contributions of single outer samples, nats; their means are the bounds. */
export interface Bounds {
  readonly lower: number[];
  readonly upper: number[];
}

const impossible =
  "the score of a simulated outcome under its own parameters is not finite: either simulate and logLikelihood do not describe the " +
  "same model, or the simulator's features are not finite for some outcomes. Compare them at one design with one parameter.";

/** @param count how many thetas the contrasts hold */
export function groupBounds({ own, contrasts }: Group, count: number): Bounds {
  const sums = columnLogSumExp(own.length);
  for (const chunk of contrasts) sums.add(chunk);
  const bounds: Bounds = { lower: [], upper: [] };
  for (let j = 0; j < own.length; j++) {
    const s = own[j] as number;
    check(Number.isFinite(s), impossible);
    const others = sums.value(j);
    // log(e^others + e^s) without overflow: the outcome's own theta joins the contrasts
    const all = Math.max(others, s) + Math.log1p(Math.exp(-Math.abs(others - s)));
    bounds.lower.push(s - all + Math.log(count + 1));
    bounds.upper.push(s - others + Math.log(count));
  }
  return bounds;
}

/** Samples that share contrasts or a design lie together, so errors come from this many consecutive blocks: 7 % exact themselves. */
const errorBlocks = 100;

/** Mean, with a standard error from the spread of block means. */
export function estimateOf(values: readonly number[], about: Omit<Estimate, "value" | "se" | "samples">): Estimate {
  const blocks = Math.min(errorBlocks, values.length);
  const size = values.length / blocks;
  const means = Array.from({ length: blocks }, (_, b) => mean(values.slice(Math.floor(b * size), Math.floor((b + 1) * size))));
  const centre = mean(means);
  const variance = means.reduce((sum, x) => sum + (x - centre) ** 2, 0) / (blocks - 1);
  return { value: mean(values), se: Math.sqrt(variance / blocks), samples: values.length, ...about };
}

/** Scores every group of the pool; yields the share done. */
export function* boundsOfPool(
  pool: Pool,
  observe: (draw: Draw, group: number) => Observed,
  scores: PairScores,
): Generator<number, Bounds> {
  const bounds: Bounds = { lower: [], upper: [] };
  const { groups, perGroup, contrasts } = pool;
  const blocks = Math.ceil(contrasts / thetasAtOnce(perGroup));
  const size = Math.ceil(contrasts / blocks); // nearly equal blocks: of each shape one is compiled
  for (let g = 0; g < groups; g++) {
    const { lower, upper } = tidied(() => {
      const draw = pool.outer(g);
      const observed = observe(draw, g);
      function* sums(): Generator<Float64Array> {
        for (let from = 0; from < contrasts; from += size)
          yield tidied(() => scores.logSums(pool.thetas(g, from, Math.min(size, contrasts - from)), observed));
      }
      return groupBounds({ own: scores.own(draw.theta, observed), contrasts: sums() }, contrasts);
    });
    bounds.lower.push(...lower);
    bounds.upper.push(...upper);
    yield (g + 1) / groups;
  }
  return bounds;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}
