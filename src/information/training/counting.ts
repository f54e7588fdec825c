/** What takes the place of a path from design to outcome where something random can be counted out: types only. */
import type * as tf from "@tensorflow/tfjs-core";
import type { Key, Params } from "../../contracts/values.js";
import type { NearContrasts, Rollout } from "../../experiment/rollout.js";

export interface Enumeration {
  /** "together": `bound` has no luck in its outcomes; "one at a time": only its gradient is counted out; "thetas": outcomes are drawn, and the surrogate is the whole gradient's. */
  readonly how: "together" | "one at a time" | "thetas";
  /** Thetas that each outcome is contrasted with, where they are more than the batch's. */
  readonly contrasts?: number | undefined;
  /** Contrasts of each outcome's own, around the thetas [n, p] of a batch, where it takes such. */
  readonly near?: (key: Key, theta: tf.Tensor2D) => NearContrasts;
  /** Where a policy draws from a list while it is trained: what is drawn of a batch, how far raw values are moved as `move` [n, rawDim]. As `Exploration.trial`. */
  readonly trial?: (given: { readonly key: Key; readonly progress: number } | undefined, n: number) => Params;
  /** Contributions averaged over all that is counted out, [n] nats; where `how` is not "one at a time". */
  bound(rollout: Rollout): tf.Tensor1D;
  /**
   * One number whose gradient by the design is what the bound's own lacks, because the outcomes were drawn, where they are counted out one at a time;
   * the whole gradient where `how` is "thetas".
   */
  surrogate(rollout: Rollout): tf.Scalar;
}

export type Contribution = (own: tf.Tensor, logMean: tf.Tensor) => tf.Tensor;
