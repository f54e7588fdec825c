/**
 * Contrastive bounds on the information gain from a score of every outcome under every theta (Foster et al. 2020;
 * Oord et al. 2018). With S the log likelihood, and theta_1..theta_L fresh draws:
 *   lower (sPCE, or InfoNCE for a critic)  S_0 - log mean over {0, ..., L} of exp S_l,   capped at log(L + 1)
 *   upper (sNMC, true likelihood only)     S_0 - log mean over {1, ..., L} of exp S_l
 */
import { check } from "../../basics/errors.js";
import { errorOfMean, logAdd, mean } from "../../basics/statistics.js";
import type { Estimate } from "../../contracts/gain.js";

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
  /** How many thetas each of these chunks holds; without it nothing is said of parts. */
  readonly sizes?: readonly number[];
  /** Of a goal: log densities of the outcomes under their own goals, which stand in the place of `own` in the bounds, [m]. */
  readonly numerator?: { readonly without: ArrayLike<number>; readonly with: ArrayLike<number> };
  /** What an outcome's own theta adds to the sums over contrasts; absent: exp of `own`. */
  readonly joined?: ArrayLike<number>;
  /** What scores: the known likelihood unless said otherwise. */
  readonly by?: keyof typeof impossible;
}

/** Contributions of single outer samples, nats; their means are the bounds. */
export interface Bounds {
  readonly lower: number[];
  readonly upper: number[];
  /** The upper bounds that each half, and each quarter, of the contrasts gives: how `upper` depends on which contrasts there are. */
  readonly upperOfParts: readonly (readonly number[][])[];
  /** How far each outcome's own theta stands out among the contrasts: the upper bound itself, unless it is about a goal. */
  readonly reach: number[];
}

/** Into so many parts the contrasts are divided. */
export const divisions = [2, 4] as const;

export const noBounds = (): Bounds => ({
  lower: [],
  upper: [],
  upperOfParts: divisions.map((n) => Array.from({ length: n }, () => [])),
  reach: [],
});

const ownScore = "the score of a simulated outcome under its own parameters is not finite: ";
const impossible = {
  likelihood: `${ownScore}simulate and logLikelihood do not describe the same model. Compare them at one design with one parameter.`,
  critic: `${ownScore}the critic overflows, or outcomes or the simulator's features are not finite for some of the prior. Try another critic.`,
};

/** @param count how many thetas the contrasts hold */
export function groupBounds(group: Group, count: number): Bounds {
  const { own, contrasts, sizes = [], by = "likelihood", numerator = { without: own, with: own }, joined = own } = group;
  const sums = columnLogSumExp(own.length);
  const parts = divisions.map((n) => Array.from({ length: n }, () => ({ sums: columnLogSumExp(own.length), count: 0 })));
  let at = 0;
  for (const chunk of contrasts) {
    sums.add(chunk);
    for (const all of sizes.length > 0 ? parts : []) {
      const part = all[Math.floor((all.length * at) / sizes.length)] as (typeof all)[number];
      part.sums.add(chunk);
      part.count += sizes[at] as number;
    }
    at++;
  }
  const bounds = noBounds();
  for (let j = 0; j < own.length; j++) {
    const s = own[j] as number;
    check(Number.isFinite(s), impossible[by]);
    const others = sums.value(j);
    const above = numerator.with[j] as number;
    const below = group.numerator ? doubted(numerator.without[j] as number, others - Math.log(count)) : s;
    for (const [d, all] of parts.entries())
      for (const [p, part] of all.entries()) bounds.upperOfParts[d]?.[p]?.push(above - part.sums.value(j) + Math.log(part.count));
    // the outcome's own theta joins the contrasts
    const all = logAdd(others, joined[j] as number);
    bounds.lower.push(below - all + Math.log(count + 1));
    bounds.upper.push(above - others + Math.log(count));
    bounds.reach.push(s - others + Math.log(count));
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

/** The same for the density of an outcome given its goal: mixed with that of all outcomes it is a density as any other, and never far below it. */
function doubted(given: number, marginal: number): number {
  return logAdd(given + Math.log(1 - doubt), marginal + Math.log(doubt));
}

/** Samples that share contrasts or a design lie together, so errors come from this many consecutive blocks: 7 % exact themselves. */
const errorBlocks = 100;

/** Means of consecutive samples, as many as there are error blocks. */
function blockMeans(values: readonly number[], most = errorBlocks): number[] {
  const blocks = Math.min(most, values.length);
  const size = values.length / blocks;
  return Array.from({ length: blocks }, (_, b) => mean(values.slice(Math.floor(b * size), Math.floor((b + 1) * size))));
}

/** Mean, with a standard error from the spread of block means. */
export function estimateOf(values: readonly number[], about: Omit<Estimate, "value" | "se" | "samples">): Estimate {
  return { value: mean(values), se: errorOfMean(blockMeans(values)), samples: values.length, ...about };
}

/**
 * As `estimateOf`, with the block means themselves: differences of estimates of the same draws are far more exact than the estimates.
 * @param groups of the samples, where they are the first of more, that others have a block each of; absent: all
 */
export function pairableEstimateOf(
  values: readonly number[],
  about: Omit<Estimate, "value" | "se" | "samples"> & { readonly draws: string },
  groups?: number,
): Estimate {
  return { ...estimateOf(values, about), blocks: blockMeans(values, groups).map((x) => Number(x.toPrecision(7))) };
}

/**
 * The upper bound. Where few contrasts are near an outcome, single samples add tens of nats, most runs meet none of them, and the spread of what
 * they met is up to six times too small. With half or a quarter of the contrasts such samples come much more often: the error is at least the
 * geometric mean of those that the bounds of half and of a quarter have (test/information/upperError.full.test.ts).
 */
export function upperEstimateOf({ upper, upperOfParts }: Bounds, about: Omit<Estimate, "value" | "se" | "samples">): Estimate {
  const whole = estimateOf(upper, about);
  const ofParts = upperOfParts.map((parts) => Math.sqrt(mean(parts.map((part) => errorOfMean(blockMeans(part)) ** 2))));
  const known = ofParts.filter(Number.isFinite);
  return { ...whole, se: Math.max(whole.se, Math.exp(mean(known.map(Math.log)))) || whole.se };
}

/** The share of outcomes that fewer than four of the contrasts are near to, as far as they themselves can tell. */
export function lonelyShare({ reach }: Bounds, contrasts: number): number {
  return reach.filter((value) => value > Math.log(contrasts / 4)).length / reach.length;
}
