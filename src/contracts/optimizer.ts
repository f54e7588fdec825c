/** How a design is moved where nothing of the simulator can be differentiated: it is tried out, and what was earned tells the way. */
import type { Scalar, Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import type { Estimator } from "./bounds.js";
import type { Policy } from "./policy.js";
import type { Simulator } from "./simulator.js";
import type { FeatureScaling, Key, Params } from "./values.js";

export type Explored = "numbers" | "choices" | "policies";

export interface Optimizer {
  readonly name: string;
  /** One line: how it moves a design. */
  readonly summary: string;
  /** One line: when to use it. */
  readonly use: string;
  readonly reference: string;
  /** What it is for: static designs of numbers, static designs with choices from a list, policies. */
  readonly trains: readonly Explored[];
  build(task: ExplorationTask): Exploration;
}

export interface ExplorationTask {
  readonly simulator: Simulator;
  readonly estimator: Estimator;
  readonly policy: Policy;
  readonly scaling: FeatureScaling;
}

/** Part of a compiled training step: pure functions of tensors, everything random drawn by `trial`. */
export interface Exploration {
  /** Whether designs are tried out; else the likelihood is differentiated. */
  readonly explores: boolean;
  /** What is learned beside policy and critic. Names that begin "baseline/" learn at the critic's rate, "design/" at the design's. */
  init(key: Key): Params;
  /** What is drawn of a batch's trials; how far they are moved is `move`, [n, rawDim], unless there is a function of that name. No trials without an argument. */
  trial(given: { readonly key: Key; readonly progress: number } | undefined, n: number): Params;
  /** Where trials depend on what is learned: how far each is moved in raw units, [n, rawDim]. */
  move?(params: Params, trial: Params): Tensor2D;
  /** One number whose gradient by the policy's parameters is what the bound's own lacks, and which teaches what `init` made. */
  surrogate(
    params: Params,
    tried: Tried,
    credited: { readonly credits: Tensor1D; readonly logLikelihood?: Tensor1D },
    trial: Params,
  ): Scalar;
  /** What `init` named "memory/.." with this batch in it: what of it changes. No gradient moves it. */
  remembered?(params: Params, credited: { readonly credits: Tensor1D }, trial: Params): Params;
  /**
   * Between two steps, in plain numbers: what is put in the place of what is remembered, or of the design, whose average then starts from there. What it needs of before is remembered too, so that
   * a training that goes on from a checkpoint plans the same.
   * @param recall what of the parameters has these names, as it is now
   */
  plan?(
    given: { readonly key: Key; readonly step: number; readonly progress: number },
    recall: (names: readonly string[]) => Readonly<Record<string, Float32Array>>,
  ): Readonly<Record<string, Float32Array>> | undefined;
}

/** Experiments of a batch, each at a design of its own. */
export interface Tried {
  readonly theta: Tensor2D; // [n, p]
  readonly design: Tensor2D; // [n, dim], or [1, dim] where nothing was tried
  readonly outcome: Tensor2D; // [n, q]
  /** Raw values around which they were tried, decision by decision, [1 or n, numbers] each. */
  readonly meant?: readonly Tensor2D[];
}
