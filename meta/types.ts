/** The contracts of meta-learning: families of few-shot regression tasks, and methods that adapt to a task from its support points. */
import type { Scalar, Tensor2D } from "@tensorflow/tfjs-core";
import type { Key, Params } from "../src/contracts/values.js";
import type { PortableMethod } from "../src/portable/modelTypes.js";

/** Expected squared error over tasks and over x uniform on the family's range, of predictors that need no training. */
export interface ReferenceLevels {
  /** Of the function 0. */
  readonly zero: number;
  /** Of the best predictor that does not adapt, the mean over tasks. */
  readonly mean: number;
  /** Of least squares in the true basis, from `oracleSupport` support points on. */
  readonly oracle: number;
}

export type Numbers = Float32Array | Float64Array;

/** What networks see of a family, whatever its units: the range of x, and the moments of y over tasks and x. */
export interface Seen {
  readonly x: { readonly low: number; readonly high: number };
  readonly y: { readonly mean: number; readonly sd: number };
}

/** A distribution over functions of one variable, without noise, in whatever units. */
export interface TaskFamily {
  readonly name: string;
  readonly summary: string;
  readonly use: string;
  readonly reference?: string;
  /** Of one training step, unless said otherwise: support points and query points a task, and tasks. */
  readonly support: number;
  readonly query: number;
  readonly tasks: number;
  /** x is uniform between these. */
  readonly low: number;
  readonly high: number;
  /** How many numbers determine a task. */
  readonly parameters: number;
  /**
   * Where published numbers depend on it, because learning rates and first weights belong to it. Without it: x between -1 and 1, y of mean 0
   * and standard deviation 1.
   */
  readonly seen?: Seen;
  /** n tasks, one after the other: [n, parameters]. */
  draw(key: Key, n: number): Numbers;
  /** @param task its parameters */
  value(task: ArrayLike<number>, x: number): number;
  /** The mean over tasks at x: the best that can be said without support points. */
  mean(x: number): number;
  /** Every task lies in the span of one of these lists of functions. */
  readonly bases: readonly ((x: number) => number[])[];
  readonly levels: ReferenceLevels;
  /** Support points that determine the task among all of the family, but for coincidences. */
  readonly oracleSupport: number;
}

/** Points of several tasks as networks see them, row by row: both [tasks, count]. */
export interface Points {
  readonly tasks: number;
  readonly count: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/** The tensors of one training step. Support points are in ascending order of x. */
export interface Batch {
  readonly supportX: Tensor2D; // [tasks, K]
  readonly supportY: Tensor2D;
  readonly queryX: Tensor2D; // [tasks, Q]
  readonly queryY: Tensor2D;
}

export type Settings = Readonly<Record<string, number>>;

/** What a learner is built for. */
export interface LearnerSetup {
  /** Widths of the hidden layers of every network. */
  readonly hidden: readonly number[];
  /** Support points of a training task. */
  readonly support: number;
  /** The range of x, and the root mean square of y over the family, as networks see them. */
  readonly low: number;
  readonly high: number;
  readonly scale: number;
  /** The method's own numbers. */
  readonly settings: Settings;
}

/** What a training step is judged by. */
export interface Losses {
  /** Trained uphill by all parameters together. */
  readonly objective: Scalar;
  /** Mean squared error on the query points. */
  readonly risk: Scalar;
  /** What the penalty takes the root of, nats, where there is one. */
  readonly information?: Scalar;
}

/** A method with its networks' shapes fixed. All functions are pure and differentiable in params. */
export interface Learner {
  /** How the portable runtime adapts with these parameters. */
  readonly portable: PortableMethod;
  /** Parameters; those that start with "critic/" or "auxiliary/" are the critic's, which has a learning rate of its own. */
  init(key: Key): Params;
  /** Random numbers of one training step. */
  draw?(key: Key, tasks: number): Params;
  losses(params: Params, batch: Batch, noise: Params): Losses;
  /**
   * Predictions at x after the adaptation to the support points. Any number of support points will do.
   * @param x [tasks, Q] @param steps adaptation steps, one prediction each; ascending
   * @returns [tasks, Q] for each of `steps`; only one where the method adapts in one pass
   */
  predict(params: Params, supportX: Tensor2D, supportY: Tensor2D, x: Tensor2D, steps: readonly number[]): Tensor2D[];
  /** Standard deviation of y at x as it is believed after the adaptation, [tasks, Q]; absent where a method says none. */
  spread?(params: Params, supportX: Tensor2D, supportY: Tensor2D, x: Tensor2D): Tensor2D;
}

/** One number of a method. */
export interface MethodSetting {
  readonly default: number;
  readonly help: string;
  readonly min: number;
  readonly max: number;
  readonly whole?: boolean;
  /** Other names that people try. */
  readonly also?: readonly string[];
}

interface About {
  readonly name: string;
  readonly summary: string;
  readonly use: string;
  readonly reference: string;
}

/** A method that is meta-trained. */
export interface TrainedMethod extends About {
  readonly kind: "trained";
  readonly settings: Readonly<Record<string, MethodSetting>>;
  /** Whether it adapts by steps of gradient descent, as against one pass. */
  readonly stepwise: boolean;
  /**
   * Values that a comparison tries, by setting; "rate" is the learning rate. All methods that are searched have as many combinations.
   * The others of their kind take over what was found, of the settings that they inherit.
   */
  readonly search?: Readonly<Record<string, readonly number[]>>;
  readonly inherits: readonly string[];
  /** It serves to isolate a part of another method: in tables, but not in every figure. */
  readonly ablation?: boolean;
  /** What the paper says, for a row of its own. */
  readonly asInPaper?: Settings;
  /** A setting to be swept in a comparison, and its values. */
  readonly sweep?: { readonly setting: string; readonly values: readonly number[] };
  /** Learning rate of the outer loop, unless said otherwise. */
  readonly rate: number;
  create(setup: LearnerSetup): Learner;
}

/** A method that knows what no learner does, or nothing: a level to compare with. */
export interface ReferenceMethod extends About {
  readonly kind: "reference";
  /** In the family's units. @param x, y support points of one task @param at where to predict */
  predict(family: TaskFamily, x: Numbers, y: Numbers, at: Numbers): Float64Array;
}

export type MetaMethod = TrainedMethod | ReferenceMethod;
