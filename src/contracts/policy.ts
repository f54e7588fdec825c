/** How designs are chosen: fixed before the experiment, or after every outcome. Types only. */
import type { Scalar, Tensor2D } from "@tensorflow/tfjs-core";
import type { DesignSpace } from "./space.js";
import type { Key, Noise, Params } from "./values.js";

/** What a policy may look at when it chooses the designs of a batch. */
export interface PolicyContext {
  readonly space: DesignSpace;
  readonly n: number;
  /** What the policy's own `draw` drew. */
  readonly noise: Noise;
  /** Scalar in [0, 1], see DesignSpace.fromRaw. */
  readonly sharpness: Scalar;
  /** What is added to the raw values that the policy means, [n, rawDim]: trials, for gradients by the score function. */
  readonly trial?: Tensor2D;
}

/** How designs are chosen: all before the first outcome, or one measurement after the other. */
export type Policy = FixedPolicy | AdaptivePolicy;

interface PolicyBase {
  readonly name: string;
  readonly summary: string;
  readonly use: string;
  /** The policy's own randomness for n experiments, where it has any: drawn before, so that decisions are pure. */
  draw?(space: DesignSpace, key: Key, n: number): Noise;
}

/** Looks at nothing. A static design is such a policy. */
export interface FixedPolicy extends PolicyBase {
  readonly kind: "fixed";
  /** Trainable tensors that make the policy choose `start` (ignored by policies with nothing to train: an empty bag). */
  init(space: DesignSpace, start: readonly number[]): Params;
  /** Designs of one batch: [1, dim] when all experiments share one, else [n, dim]. Differentiable in params. */
  designs(params: Params, context: PolicyContext): Tensor2D;
  /** The one design of all experiments, where there is one and nothing is trained: what records name it by. */
  known?(space: DesignSpace): readonly number[];
  /** The raw value [1, rawDim] that designs come from by `fromRaw`, of policies with something to train. */
  raw?(params: Params): Tensor2D;
}

/** What a policy remembers of n histories. */
export type Memory = readonly Tensor2D[];

/** Chooses each next measurement from what was done and seen before. Pure and differentiable in params. */
export interface AdaptivePolicy extends PolicyBase {
  readonly kind: "adaptive";
  /** Trainable tensors, all named "design/...", with which the policy begins as the static design `start`. */
  init(key: Key, space: DesignSpace, start: readonly number[]): Params;
  start(params: Params, n: number): Memory;
  /** Raw values of the next measurement: [n, rawWidth of the space]. @param step how many measurements there were */
  next(params: Params, memory: Memory, step: number): Tensor2D;
  /**
   * @param at [n, width] where was really measured @param step how many measurements there were before
   * @param outcome [n, outcomes of one]; where some are passive, these and then which of them are in, 0 or 1
   */
  observe(params: Params, memory: Memory, at: Tensor2D, outcome: Tensor2D, step: number): Memory;
}

/** What an adaptive policy is built for. */
export interface PolicySetup {
  /** Measurements in an experiment. */
  readonly horizon: number;
  /** In the longest experiment that the policy is to serve, where it serves shorter ones too: its parameters are the same for all, and it reads how many are left. */
  readonly most?: number | undefined;
  /** How many numbers a network sees of one measurement: of its place, of what came out, and of what is passive; absent: one of each of the first two. */
  readonly sees?: number;
  /** They, standardised: [n, sees]. */
  look(at: Tensor2D, outcome: Tensor2D): Tensor2D;
  /** Widths of the layers. */
  readonly hidden: readonly number[];
}

/** A kind of adaptive policy: what the registry lists. */
export interface AdaptiveFamily {
  readonly name: string;
  readonly summary: string;
  readonly use: string;
  readonly reference?: string;
  create(setup: PolicySetup): AdaptivePolicy;
}
