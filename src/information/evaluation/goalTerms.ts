/**
 * Contrastive bounds for a goal g of theta = (g, b), where the prior of b is independent of g. Log means over draws lie below the logarithm on
 * average, and above it where the draw that the outcome came from is among them, by exchangeability (Foster et al. 2020, appendix A, for both
 * densities of the ratio). So, with b_0 the outcome's own nuisance, theta_0 its own theta:
 *   nuisance unknown: I(g; y) = E log p(y | g) - log p(y)
 *     lower  log mean_{1..M} p(y | g_0, b_m) - log mean_{0..L} p(y | theta_l)
 *     upper  log mean_{0..M} p(y | g_0, b_m) - log mean_{1..L} p(y | theta_l)
 *   one of few kinds k with shares π_k: the same, with p(y | k, b_l) of the same b_l for every kind, and p(y) their mean by the shares
 *   nuisance known: I(g; y | b) = E log p(y | g, b) - log p(y | b), the contrasts sharing b_0.
 */
import * as tf from "@tensorflow/tfjs-core";
import { logAdd } from "../../basics/statistics.js";
import type { Goal } from "../../contracts/goal.js";
import { tidied } from "../../engine/tensors.js";
import { columnLogSumExp } from "./contrastive.js";
import { type Observed, type PairScores, thetasAtOnce } from "./pairScores.js";

/** With goals whose nuisance every outcome has draws of its own for, so many of them to one contrast. */
const shareOfContrasts = 1 / 10;

/** How many thetas each outcome is contrasted with: fewer where they are its own, and cannot be shared. */
export function contrastsFor(goal: Goal | undefined, contrasts: number): number {
  return goal?.nuisance === "known" ? fewer(contrasts) : contrasts;
}

const fewer = (contrasts: number): number => Math.ceil(shareOfContrasts * contrasts);

/** Outcomes with the thetas that they came from. */
export interface Outer extends Observed {
  readonly theta: tf.Tensor2D;
}

/** Fresh thetas of the prior: n of them from position `from`. */
export interface Contrasts {
  readonly count: number;
  thetas(from: number, n: number): tf.Tensor2D;
}

/** All [m], nats, one number an outcome. */
export interface GoalTerms {
  /** log p(outcome | its goal), by a mean without its own nuisance, and with it. */
  readonly numerator: { readonly without: Float64Array; readonly with: Float64Array };
  /** Logs of sums of likelihoods over contrasts, chunk by chunk. */
  readonly contrasts: readonly Float64Array[];
  /** How many contrasts each chunk has. */
  readonly sizes: readonly number[];
  /** What the outcome's own theta adds to the sums over contrasts: a logarithm. */
  readonly joined: Float64Array;
}

export function goalTerms(goal: Goal, scores: PairScores, outer: Outer, contrasts: Contrasts): GoalTerms {
  const own = scores.own(outer.theta, outer);
  if (goal.shares) return ofKinds(goal, goal.shares, scores, outer, contrasts);
  if (goal.nuisance === "known") return givenNuisance(goal, scores, outer, contrasts, own);
  return averaged(goal, scores, outer, contrasts, own);
}

/** So many chunks at least: the upper bound's error is read off halves and quarters. */
const fewestChunks = 4;

function chunksOf(count: number, most: number): { from: number; n: number }[] {
  const chunks = Math.min(count, Math.max(Math.ceil(count / most), fewestChunks));
  const size = Math.ceil(count / chunks);
  return Array.from({ length: Math.ceil(count / size) }, (_, i) => ({ from: i * size, n: Math.min(size, count - i * size) }));
}

function averaged(goal: Goal, scores: PairScores, outer: Outer, { count, thetas }: Contrasts, own: Float64Array): GoalTerms {
  const chunks = chunksOf(count, thetasAtOnce(own.length));
  const contrasts = chunks.map(({ from, n }) => tidied(() => scores.logSums(thetas(from, n), outer)));
  const nuisances = fewer(count);
  const sums = columnLogSumExp(own.length);
  for (const { from, n } of chunksOf(nuisances, ownAtOnce))
    sums.add(
      tidied(() => {
        const others = thetas(from, n);
        return ownSums(scores, outer, n, (rows, c) => put(goal, repeated(goal.of(rows), n), tf.tile(others, [c, 1])));
      }),
    );
  const numerator = {
    without: Float64Array.from(own, (_, j) => sums.value(j) - Math.log(nuisances)),
    with: Float64Array.from(own, (s, j) => logAdd(sums.value(j), s) - Math.log(nuisances + 1)),
  };
  return { numerator, contrasts, sizes: chunks.map(({ n }) => n), joined: own };
}

function givenNuisance(goal: Goal, scores: PairScores, outer: Outer, { count, thetas }: Contrasts, own: Float64Array): GoalTerms {
  const chunks = chunksOf(count, ownAtOnce);
  const contrasts = chunks.map(({ from, n }) =>
    tidied(() => {
      const goals = goal.of(thetas(from, n));
      return ownSums(scores, outer, n, (rows, c) => put(goal, tf.tile(goals, [c, 1]), repeated(rows, n)));
    }),
  );
  return { numerator: { without: own, with: own }, contrasts, sizes: chunks.map(({ n }) => n), joined: own };
}

function ofKinds(
  goal: Goal,
  shares: readonly number[],
  scores: PairScores,
  outer: Outer,
  { count, thetas }: Contrasts,
): GoalTerms {
  const m = outer.outcome.shape[0];
  const kinds = tidied(() => Array.from(goal.of(outer.theta).dataSync()));
  const ofKind = (k: number, theta: tf.Tensor2D): tf.Tensor2D => put(goal, tf.tensor2d([[k]]), theta);
  /** The mean by the shares, of one row a kind. */
  const mixed = (rows: readonly ArrayLike<number>[]): Float64Array => {
    const sums = columnLogSumExp(m);
    for (const [k, row] of rows.entries()) sums.add(Float64Array.from(row, (x) => x + Math.log(shares[k] as number)));
    return Float64Array.from({ length: m }, (_, j) => sums.value(j));
  };
  const chunks = chunksOf(count, thetasAtOnce(m));
  const sums = shares.map(() => columnLogSumExp(m));
  const contrasts = chunks.map(({ from, n }) =>
    tidied(() => {
      const some = thetas(from, n);
      const rows = shares.map((_, k) => scores.logSums(ofKind(k, some), outer));
      for (const [k, row] of rows.entries()) sums[k]?.add(row);
      return mixed(rows);
    }),
  );
  const owns = shares.map((_, k) => tidied(() => scores.own(ofKind(k, outer.theta), outer)));
  const sumOf = (j: number): number => sums[kinds[j] as number]?.value(j) as number;
  const numerator = {
    without: Float64Array.from(kinds, (_, j) => sumOf(j) - Math.log(count)),
    with: Float64Array.from(kinds, (k, j) => logAdd(sumOf(j), owns[k]?.[j] as number) - Math.log(count + 1)),
  };
  return { numerator, contrasts, sizes: chunks.map(({ n }) => n), joined: mixed(owns) };
}

/** Thetas of one outcome at once, and of all outcomes of a block together. */
const [ownAtOnce, blockThetas] = [8192, 16_384];

/** For each outcome, the log of the sum over n thetas of its own, which `thetasOf` makes for some rows of the outer thetas, row after row. */
function ownSums(
  scores: PairScores,
  { theta, design, outcome }: Outer,
  n: number,
  thetasOf: (rows: tf.Tensor2D, count: number) => tf.Tensor2D,
): Float64Array {
  const m = outcome.shape[0];
  const block = Math.min(m, Math.max(1, Math.floor(blockThetas / n)), 8);
  const all = new Float64Array(m);
  for (let from = 0; from < m; from += block) {
    const count = Math.min(block, m - from);
    const rows = (x: tf.Tensor2D): tf.Tensor2D => tf.slice(x, [from, 0], [count, -1]);
    tidied(() => {
      const observed = { design: design.shape[0] === 1 ? design : rows(design), outcome: rows(outcome) };
      all.set(scores.logSumsOfOwn(thetasOf(rows(theta), count), observed), from);
    });
  }
  return all;
}

/** Each row n times, one after the other. */
function repeated(x: tf.Tensor2D, n: number): tf.Tensor2D {
  const [rows, p] = x.shape;
  return tf.reshape(tf.tile(tf.reshape(x, [rows, 1, p]), [1, n, 1]), [rows * n, p]);
}

const put = (goal: Goal, of: tf.Tensor2D, other: tf.Tensor2D): tf.Tensor2D => (goal.put as NonNullable<Goal["put"]>)(of, other);
