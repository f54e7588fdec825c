/** η-MINE over features that stay as they are: a concave problem with one optimum, and its dual, which says how far off one is. */
import type { Table } from "../../contracts/bounds.js";
import { solveSymmetric } from "../../numbers/solveSymmetric.js";

/** Row after row. */
export interface Rows extends Table {
  readonly values: Float64Array;
}

export interface ConvexProblem {
  /** Features of the pairs that belong together, and of pairs that do not, a row each. */
  readonly pairs: Rows;
  readonly others: Rows;
  /** Half of it weighs |w - around|². Above 0: without it, features that only pairs have make the value infinite. */
  readonly ridge: number;
  /** [columns]; absent: 0. */
  readonly around?: ArrayLike<number>;
  /** "trained": η is one more number, so that it is Donsker and Varadhan's bound; "none": it is 0, the f-divergence's. */
  readonly eta?: "trained" | "none";
}

export interface ConvexSolution {
  /** Of the log ratio w·φ - η. */
  readonly weights: Float64Array;
  readonly eta: number;
  /** What was maximised, the ridge in it, and the least that any ratio makes of the dual so far: the truth about the optimum lies between them. */
  readonly primal: number;
  readonly dual: number;
  readonly gap: number;
  readonly steps: number;
}

/** The smallest rise for which a step is asked whether it climbs, and the most steps. */
const [settled, most] = [1e-14, 200] as const;

/**
 * The largest 1 + w·E_P φ - η - E_Q exp(w·φ - η) - ridge/2·|w - w₀|² over w and η (Mroueh et al. 2021, lemma 3, eq. 8 and 12), by Newton's
 * steps, halved until they climb. Its dual is the least E_Q r log r [+ 1 - E_Q r] + δ·w₀ + |δ|²/(2 ridge), δ = E_P φ - E_Q r φ, over ratios r whose
 * E_Q is 1 (theorem 1; with η = 0 any, and what stands in brackets: eq. 15). The r that these w and η make is one of them.
 */
export function solveConvex(problem: ConvexProblem): ConvexSolution {
  const { ridge, eta = "trained" } = problem;
  if (!(ridge > 0)) throw new Error(`the ridge must be above 0, got ${ridge}`);
  const m = problem.pairs.columns;
  if (problem.others.columns !== m) throw new Error(`pairs have ${m} features, and others ${problem.others.columns}`);
  const around = Float64Array.from({ length: m }, (_, k) => problem.around?.[k] ?? 0);
  const given = { mean: meanRow(problem.pairs), others: problem.others, around, ridge, free: eta === "trained" };
  let best = looked(given, around);
  for (let steps = 0; steps < most; steps++) {
    const move = newton(given, best);
    // What is less than rounding cannot be seen to climb; where steps are so small, the whole one is right.
    if (!(move.promise > settled * Math.max(1, Math.abs(best.value)))) return solution(given, moved(given, best, move, 1), steps);
    const next = climbed(given, best, move);
    if (!next) return solution(given, best, steps);
    best = next;
  }
  return solution(given, best, most);
}

interface Given {
  readonly mean: Float64Array;
  readonly others: Rows;
  readonly around: Float64Array;
  readonly ridge: number;
  readonly free: boolean;
}

/** A point, with the ratios of the others, exp(w·φ - η), and their mean without and with features. */
interface Point {
  readonly weights: Float64Array;
  readonly eta: number;
  readonly ratios: Float64Array;
  readonly total: number;
  readonly moment: Float64Array;
  readonly value: number;
}

interface Move {
  readonly weights: readonly number[];
  /** Half of what a quadratic would rise by. */
  readonly promise: number;
}

function looked({ mean, others, around, ridge, free }: Given, weights: Float64Array): Point {
  const scores = rowsTimes(others, weights);
  const eta = free ? logMeanExp(scores) : 0; // the best one for these weights: it makes the mean ratio 1
  const ratios = scores.map((score) => Math.exp(score - eta));
  const n = ratios.length;
  const total = ratios.reduce((sum, r) => sum + r, 0) / n;
  const moment = new Float64Array(weights.length);
  ratios.forEach((r, i) => {
    for (let k = 0; k < moment.length; k++) moment[k] = (moment[k] as number) + (r / n) * at(others, i, k);
  });
  const off = weights.reduce((sum, w, k) => sum + (w - (around[k] as number)) ** 2, 0);
  const value = 1 + dot(weights, mean) - eta - total - (ridge / 2) * off;
  return { weights, eta, ratios, total, moment, value };
}

/** In w alone: η follows it, and takes the square of the mean out of the curvature. */
function newton({ mean, others, around, ridge, free }: Given, { weights, ratios, moment }: Point): Move {
  const m = weights.length;
  const sums = new Float64Array(m * m); // below the diagonal; the inner loop of everything here
  ratios.forEach((r, i) => {
    const row = others.values.subarray(i * m, (i + 1) * m);
    for (let k = 0; k < m; k++) {
      const weighed = (r / ratios.length) * (row[k] as number);
      for (let l = 0; l <= k; l++) sums[k * m + l] = (sums[k * m + l] as number) + weighed * (row[l] as number);
    }
  });
  const about = (k: number, l: number): number =>
    (sums[Math.max(k, l) * m + Math.min(k, l)] as number) - (free ? (moment[k] as number) * (moment[l] as number) : 0);
  const curvature = Array.from({ length: m }, (_, k) => Array.from({ length: m }, (_, l) => about(k, l)));
  const slope = Array.from(mean, (x, k) => x - (moment[k] as number) - ridge * ((weights[k] as number) - (around[k] as number)));
  const step = solveSymmetric(curvature, slope, ridge);
  return { weights: step, promise: dot(step, slope) / 2 };
}

function moved(given: Given, from: Point, { weights }: Move, share: number): Point {
  const to = from.weights.map((w, k) => w + share * (weights[k] as number));
  return looked(given, to);
}

/** Undefined where not the smallest step climbs: what is left is rounding. */
function climbed(given: Given, from: Point, move: Move): Point | undefined {
  for (let share = 1; share > 1e-10; share /= 2) {
    const next = moved(given, from, move, share);
    if (next.value > from.value) return next;
  }
  return undefined;
}

function solution(
  { mean, around, ridge, free }: Given,
  { weights, eta, ratios, total, moment, value }: Point,
  steps: number,
): ConvexSolution {
  const delta = mean.map((x, k) => x - (moment[k] as number));
  const entropy = ratios.reduce((sum, r) => sum + (r > 0 ? r * Math.log(r) : 0), 0) / ratios.length;
  const dual = entropy + (free ? 0 : 1 - total) + dot(delta, around) + dot(delta, delta) / (2 * ridge);
  return { weights, eta, primal: value, dual, gap: dual - value, steps };
}

const at = ({ columns, values }: Rows, i: number, k: number): number => values[i * columns + k] as number;

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, x, k) => sum + x * (b[k] as number), 0);

/** w·φ of every row. */
export function rowsTimes(table: Rows, weights: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: table.values.length / table.columns }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < table.columns; k++) sum += at(table, i, k) * (weights[k] as number);
    return sum;
  });
}

function meanRow(table: Rows): Float64Array {
  const n = table.values.length / table.columns;
  const sum = new Float64Array(table.columns);
  for (let i = 0; i < n; i++) for (let k = 0; k < table.columns; k++) sum[k] = (sum[k] as number) + at(table, i, k) / n;
  return sum;
}

function logMeanExp(scores: Float64Array): number {
  const top = scores.reduce((most, x) => Math.max(most, x), Number.NEGATIVE_INFINITY);
  return top + Math.log(scores.reduce((sum, x) => sum + Math.exp(x - top), 0) / scores.length);
}
