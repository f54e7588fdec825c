/**
 * Contrastive bounds on the information gain from a score of every outcome under every theta (Foster et al. 2020;
 * Oord et al. 2018). With S the log likelihood, and theta_1..theta_L fresh draws:
 *   lower (sPCE, or InfoNCE for a critic)  S_0 - log mean over {0, ..., L} of exp S_l,   capped at log(L + 1)
 *   upper (sNMC, true likelihood only)     S_0 - log mean over {1, ..., L} of exp S_l
 */
import { check } from "./errors.js";
import { type Observed, type PairScores, thetasAtOnce } from "./pairScores.js";
import type { Pool } from "./pool.js";
import { errorOfMean, mean } from "./statistics.js";
import { tidied } from "./tensor.js";
import type { Draw, Estimate } from "./types.js";

/** Terms below the largest by more than this add less than 1e-13 each and are skipped. */
const negligible = -30;

interface Sums {
  add(scores: ArrayLike<number>): void;
  value(j: number): number;
}

/** log of the sum of exp over all rows added so far, column by column, in one pass. */
export function columnLogSumExp(columns: number): Sums {
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
  /** How many of these chunks, with how many thetas, are the first half. */
  readonly half?: { readonly chunks: number; readonly thetas: number };
  /** What scores: the known likelihood unless said otherwise. */
  readonly by?: keyof typeof impossible;
}

/** Contributions of single outer samples, nats; their means are the bounds. */
export interface Bounds {
  readonly lower: number[];
  readonly upper: number[];
  /** The upper bounds that the first and the second half of the contrasts give: how `upper` depends on which contrasts there are. */
  readonly upperOfHalves: readonly [number[], number[]];
}

const noBounds = (): Bounds => ({ lower: [], upper: [], upperOfHalves: [[], []] });

const ownScore = "the score of a simulated outcome under its own parameters is not finite: ";
const impossible = {
  likelihood: `${ownScore}simulate and logLikelihood do not describe the same model. Compare them at one design with one parameter.`,
  critic: `${ownScore}the critic overflows, or outcomes or the simulator's features are not finite for some of the prior. Try another critic.`,
};

/** @param count how many thetas the contrasts hold */
export function groupBounds(group: Group, count: number): Bounds {
  const { own, contrasts, half = { chunks: 0, thetas: 0 }, by = "likelihood" } = group;
  const [sums, first, second] = [1, 2, 3].map(() => columnLogSumExp(own.length)) as [Sums, Sums, Sums];
  let chunks = 0;
  for (const chunk of contrasts) {
    sums.add(chunk);
    (chunks++ < half.chunks ? first : second).add(chunk);
  }
  const halves = [
    { sums: first, count: half.thetas },
    { sums: second, count: count - half.thetas },
  ] as const;
  const bounds = noBounds();
  for (let j = 0; j < own.length; j++) {
    const s = own[j] as number;
    check(Number.isFinite(s), impossible[by]);
    const others = sums.value(j);
    for (const h of [0, 1] as const) bounds.upperOfHalves[h].push(s - halves[h].sums.value(j) + Math.log(halves[h].count));
    // log(e^others + e^s) without overflow: the outcome's own theta joins the contrasts
    const all = Math.max(others, s) + Math.log1p(Math.exp(-Math.abs(others - s)));
    bounds.lower.push(s - all + Math.log(count + 1));
    bounds.upper.push(s - others + Math.log(count));
  }
  return bounds;
}

/** Weight of the prior in what a critic believes. It costs a good critic a ten thousandth of a nat; a critic that is sure and wrong, at most 9 a sample. */
const doubt = 1e-4;

/**
 * Contributions to InfoNCE of a critic whose posterior is mixed with the prior: the chance of an outcome's own theta among the L + 1 becomes
 * (1 - ε) softmax + ε/(L + 1), which is a classifier as any other, so that the bound holds. Without it one outcome in thousands can make it -10^5.
 */
export function withDoubt(contributions: readonly number[]): number[] {
  return contributions.map((value) => Math.log((1 - doubt) * Math.exp(value) + doubt));
}

/** Samples that share contrasts or a design lie together, so errors come from this many consecutive blocks: 7 % exact themselves. */
const errorBlocks = 100;

/** Means of consecutive samples, as many as there are error blocks. */
function blockMeans(values: readonly number[]): number[] {
  const blocks = Math.min(errorBlocks, values.length);
  const size = values.length / blocks;
  return Array.from({ length: blocks }, (_, b) => mean(values.slice(Math.floor(b * size), Math.floor((b + 1) * size))));
}

/** Mean, with a standard error from the spread of block means. */
export function estimateOf(values: readonly number[], about: Omit<Estimate, "value" | "se" | "samples">): Estimate {
  return { value: mean(values), se: errorOfMean(blockMeans(values)), samples: values.length, ...about };
}

/** As `estimateOf`, with the block means themselves: differences of estimates of the same draws are far more exact than the estimates. */
export function pairableEstimateOf(
  values: readonly number[],
  about: Omit<Estimate, "value" | "se" | "samples"> & { readonly draws: string },
): Estimate {
  return { ...estimateOf(values, about), blocks: blockMeans(values).map((x) => Number(x.toPrecision(7))) };
}

/**
 * The upper bound. Where few contrasts are near an outcome, single samples add tens of nats, most runs meet none of them, and the spread of what
 * they met is up to six times too small. With half the contrasts such samples come much more often: the error is at least the one that the bound
 * of half the contrasts has (test/upperError.full.test.ts).
 */
export function upperEstimateOf({ upper, upperOfHalves }: Bounds, about: Omit<Estimate, "value" | "se" | "samples">): Estimate {
  const whole = estimateOf(upper, about);
  const ofHalf = Math.sqrt(mean(upperOfHalves.map((half) => errorOfMean(blockMeans(half)) ** 2)));
  return Number.isFinite(ofHalf) ? { ...whole, se: Math.max(whole.se, ofHalf) } : whole;
}

/** The share of outcomes that fewer than four of the contrasts are near to, as far as they themselves can tell. */
export function lonelyShare({ upper }: Bounds, contrasts: number): number {
  return upper.filter((value) => value > Math.log(contrasts / 4)).length / upper.length;
}

/** Scores every group of the pool; yields the share done. */
export function* boundsOfPool(
  pool: Pool,
  observe: (draw: Draw, group: number) => Observed,
  scores: PairScores,
  by: Group["by"] = "likelihood",
): Generator<number, Bounds> {
  const bounds = noBounds();
  const { groups, perGroup, contrasts } = pool;
  const blocks = Math.max(Math.ceil(contrasts / thetasAtOnce(perGroup)), Math.min(2, contrasts));
  const size = Math.ceil(contrasts / blocks); // nearly equal blocks: of each shape one is compiled
  const half = { chunks: Math.floor(blocks / 2), thetas: size * Math.floor(blocks / 2) };
  for (let g = 0; g < groups; g++) {
    const { lower, upper, upperOfHalves } = tidied(() => {
      const draw = pool.outer(g);
      const observed = observe(draw, g);
      function* sums(): Generator<Float64Array> {
        for (let from = 0; from < contrasts; from += size)
          yield tidied(() => scores.logSums(pool.thetas(g, from, Math.min(size, contrasts - from)), observed));
      }
      return groupBounds({ own: scores.own(draw.theta, observed), contrasts: sums(), half, by }, contrasts);
    });
    bounds.lower.push(...lower);
    bounds.upper.push(...upper);
    for (const h of [0, 1] as const) bounds.upperOfHalves[h].push(...upperOfHalves[h]);
    yield (g + 1) / groups;
  }
  return bounds;
}
