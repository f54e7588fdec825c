/** Scores of many pairs, for evaluations: compiled passes over blocks that fit the processor's cache, summed in double precision. */
import * as tf from "@tensorflow/tfjs-core";
import { check } from "../../basics/errors.js";
import { logAdd } from "../../basics/statistics.js";
import type { Params } from "../../contracts/values.js";
import { type CompiledStep, compileStep } from "../../engine/compile/index.js";
import { tidied } from "../../engine/tensors.js";

/** Scores [n, m] of outcomes [m, q] at designs [1 or m, d] under thetas [n, p]. Pure. */
export type Scores = (params: Params, theta: tf.Tensor2D, design: tf.Tensor2D, outcome: tf.Tensor2D) => tf.Tensor2D;

/** Outcomes with the designs that they were observed at. */
export interface Observed {
  readonly design: tf.Tensor2D;
  readonly outcome: tf.Tensor2D;
}

export interface PairScores {
  /** Score of each outcome under the theta in the same row, [m]. */
  own(theta: tf.Tensor2D, observed: Observed): Float64Array;
  /** For each outcome, the log of the sum over thetas of exp(score), [m]. @throws InputError when a score is not a number */
  logSums(theta: tf.Tensor2D, observed: Observed): Float64Array;
  /** For each theta, the log of the sum over outcomes of exp(score), [n]. @throws as `logSums` */
  logSumsOfThetas(theta: tf.Tensor2D, observed: Observed): Float64Array;
  /** The same over thetas of the outcome's own: [m·n, p], the n of the first outcome first. For few outcomes: all pairs are scored. */
  logSumsOfOwn(theta: tf.Tensor2D, observed: Observed): Float64Array;
  /**
   * For each outcome, sums over thetas of exp(score - largest): times each of `columns` [n, c], row after row [c, m], and squared, [m].
   * @param columns what is summed up of each theta
   */
  weighted(
    theta: tf.Tensor2D,
    observed: Observed,
    columns: tf.Tensor2D,
  ): { readonly largest: Float64Array; readonly sums: Float64Array; readonly squares: Float64Array };
  dispose(): void;
}

/** At most so many outcomes in a block: critics encode them anew for every block of thetas. */
const blockOutcomes = 500;
const blockScores = 2 ** 17;

/** How many thetas to give to `logSums` at once, at most. */
export function thetasAtOnce(outcomes: number): number {
  return Math.ceil(blockScores / Math.min(outcomes, blockOutcomes));
}

/** @param params of the scores; they must live until `dispose`, which leaves them to the caller */
export function compileScores(scores: Scores, params: Params): PairScores {
  const steps = new Map<string, CompiledStep>();
  const run = (name: string, reduce: Reduce, inputs: Observed & { theta: tf.Tensor2D; columns?: tf.Tensor2D }) => {
    const shapes = [name, inputs.theta.shape, inputs.design.shape, inputs.outcome.shape].join(" ");
    let step = steps.get(shapes);
    if (!step) {
      step = compileStep(
        (vars, { theta, design, outcome, columns }) =>
          reduce(scores(vars, theta as tf.Tensor2D, design as tf.Tensor2D, outcome as tf.Tensor2D), columns as tf.Tensor2D),
        { variables: params, inputs: { ...inputs } },
      );
      steps.set(shapes, step);
    }
    return step.run({ ...inputs });
  };

  /** Calls `work` for each block of outcomes, whose numbers it returns. */
  const byBlocks = ({ design, outcome }: Observed, work: (block: Observed, from: number, n: number) => ArrayLike<number>) => {
    const m = outcome.shape[0];
    const all = new Float64Array(m);
    for (let from = 0; from < m; from += blockOutcomes) {
      const n = Math.min(blockOutcomes, m - from);
      tidied(() => {
        const block = { design: design.shape[0] === 1 ? design : rows(design, from, n), outcome: rows(outcome, from, n) };
        all.set(work(block, from, n), from);
      });
    }
    return all;
  };

  return {
    own: (theta, observed) =>
      byBlocks(observed, (block, from, n) => run("own", diagonal, { theta: rows(theta, from, n), ...block }).own as Float32Array),
    logSums: (theta, observed) =>
      byBlocks(observed, (block) => {
        const { largest, sum } = run("sums", columnSums, { theta, ...block }) as Record<"largest" | "sum", Float32Array>;
        return Float64Array.from(largest, (most, j) => logSum(most, sum[j] as number));
      }),
    logSumsOfThetas(theta, observed) {
      const all = new Float64Array(theta.shape[0]).fill(-Infinity);
      byBlocks(observed, (block, _, n) => {
        const { largest, sum } = run("rows", rowSums, { theta, ...block }) as Record<"largest" | "sum", Float32Array>;
        all.forEach((before, i) => {
          all[i] = logAdd(before, logSum(largest[i] as number, sum[i] as number));
        });
        return new Float64Array(n);
      });
      return all;
    },
    logSumsOfOwn(theta, observed) {
      const { largest, sum } = run("own sums", ownSums, { theta, ...observed }) as Record<"largest" | "sum", Float32Array>;
      return Float64Array.from(largest, (most, j) => logSum(most, sum[j] as number));
    },
    weighted(theta, observed, columns) {
      const [m, c] = [observed.outcome.shape[0], columns.shape[1]];
      const [largest, squares, sums] = [new Float64Array(m), new Float64Array(m), new Float64Array(c * m)];
      byBlocks(observed, (block, from, n) => {
        const read = run("weighted", columnMoments, { theta, ...block, columns }) as Record<string, Float32Array>;
        largest.set(read.largest as Float32Array, from);
        squares.set(read.squares as Float32Array, from);
        for (let row = 0; row < c; row++) sums.set((read.sums as Float32Array).subarray(row * n, (row + 1) * n), row * m + from);
        return largest.subarray(from, from + n);
      });
      return { largest, sums, squares };
    },
    dispose() {
      for (const step of steps.values()) step.dispose();
    },
  };
}

/** What is read of the scores of all pairs, with what belongs to each theta. */
type Reduce = (all: tf.Tensor2D, columns: tf.Tensor2D) => Params;

const rows = (x: tf.Tensor2D, from: number, n: number): tf.Tensor2D => tf.slice(x, [from, 0], [n, -1]);

function diagonal(all: tf.Tensor2D): Params {
  const n = all.shape[0];
  const joint = tf.eye(n);
  return { own: tf.sum(tf.where(tf.cast(joint, "bool"), all, tf.zerosLike(all)), 0) };
}

/** The smallest float32 that is finite: pairs that are impossible have -Infinity, which cannot be subtracted from itself. */
const lowest = -3.4e38;

function columnSums(all: tf.Tensor2D): Params {
  const largest = tf.maximum(tf.max(all, 0), lowest);
  return { largest, sum: tf.sum(tf.exp(tf.sub(all, largest)), 0) };
}

function rowSums(all: tf.Tensor2D): Params {
  const largest = tf.maximum(tf.max(all, 1, true), lowest);
  return { largest: tf.reshape(largest, [-1]), sum: tf.sum(tf.exp(tf.sub(all, largest)), 1) };
}

/** Of an outcome's own rows, an equal number for each, in their order. */
function ownSums(all: tf.Tensor2D): Params {
  const [rows, m] = all.shape;
  const own = tf.reshape(tf.tile(tf.reshape(tf.eye(m), [m, 1, m]), [1, rows / m, 1]), [rows, m]);
  return columnSums(tf.where(tf.cast(own, "bool"), all, tf.fill(all.shape, Number.NEGATIVE_INFINITY)));
}

function columnMoments(all: tf.Tensor2D, columns: tf.Tensor2D): Params {
  const largest = tf.maximum(tf.max(all, 0), lowest);
  const weights = tf.exp(tf.sub(all, largest)) as tf.Tensor2D;
  return { largest, sums: tf.matMul(columns, weights, true), squares: tf.sum(tf.square(weights), 0) };
}

function logSum(largest: number, sum: number): number {
  check(
    !Number.isNaN(sum) && !Number.isNaN(largest),
    "the score of a simulated outcome under freshly drawn parameters is not a number: logLikelihood must return a log density, " +
      "-Infinity where an outcome is impossible, for every parameter that the prior can draw.",
  );
  return sum === 0 ? -Infinity : largest + Math.log(sum);
}
