/** The contracts of bounds and of the critics that they score pairs with; types.ts passes these on. */
import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import type { Key, Params } from "./values.js";

/** What a bound is made from: the scores of all pairs and, for some estimators, one more number a pair. */
export interface Terms {
  readonly scores: Tensor2D; // [n, n], rows theta, columns outcome
  readonly auxiliary?: Tensor1D; // [n]: FLO's u(theta_i, y_i), TUBA's log a(y_j)
}

/** A bound on mutual information; maximised over critic and design when its side is lower. */
export interface Estimator {
  readonly name: string;
  readonly summary: string;
  readonly use: string;
  readonly reference: string;
  readonly side: "lower" | "upper" | "neither";
  /** Where the scores come from: a trained critic, or the simulator's log likelihood. */
  readonly scores: "critic" | "likelihood";
  /** What the auxiliary network sees: nothing (there is none), the outcome, or the pair. */
  readonly auxiliary: "none" | "outcome" | "pair";
  /** The largest value it can report from n pairs, nats; Infinity when unlimited. */
  cap(n: number): number;
  /** Each pair's contribution, [n] nats; their mean is the bound. */
  contributions(terms: Terms): Tensor1D;
  /**
   * For each outcome, the sum of all terms of all contributions that this outcome enters, up to terms that it does not enter: [n] nats. It
   * is what a score-function gradient credits the outcome's own design with. Absent where that is the outcome's own contribution.
   */
  credits?(terms: Terms): Tensor1D;
}

/** A score function of pairs, built from small networks. */
export interface Critic {
  readonly name: string;
  readonly summary: string;
  /**
   * What its outcome features are. "outcomes": the outcomes, and where designs differ between experiments the designs before them.
   * "measurements": one measurement after the other, each its place and its outcome, whether designs differ or not; so only for
   * simulators with `measure`, whose outcomes belong to one coordinate of the design each.
   */
  readonly reads: "outcomes" | "measurements";
  init(key: Key, sizes: CriticSizes): Params;
  /** @param theta [n, p] features @param outcome [m, q] features */
  scores(params: Params, theta: Tensor2D, outcome: Tensor2D): CriticOutput;
}

export interface CriticSizes {
  readonly theta: number;
  readonly outcome: number;
  /** Numbers of one measurement among the outcome's, for critics that read measurements; 1 without it. */
  readonly measurement?: number;
  readonly hidden: readonly number[];
  /** Width of the features that separable and bilinear critics compare. */
  readonly features: number;
}

export interface CriticOutput {
  readonly scores: Tensor2D; // [n, m]
  /** What a shared auxiliary network reads: [n, h] and [m, h']. */
  readonly thetaFeatures: Tensor2D;
  readonly outcomeFeatures: Tensor2D;
}

/** Log density of every outcome under every theta. */
export interface LogLikelihood {
  /**
   * Floe hands over one design, the same for all outcomes; where a policy made a design for each, it asks for one outcome after the other
   * (`likelihoodOf` in src/modelling/likelihoods.ts, by which everything in Floe asks). m can be 1, and be equal to n.
   * @param theta [n, p] @param design [1, dim]; also [m, dim], a row for each outcome, where `ownDesigns` says so @param outcome [m, q]
   * @returns scores [n, m], nats; -Infinity where the outcome is impossible
   */
  (theta: Tensor2D, design: Tensor2D, outcome: Tensor2D): Tensor2D;
  /** Set by `pairwiseScores` and `forOwnDesigns`: takes a row of the design for each outcome. Faster for policies. */
  readonly ownDesigns?: true;
}
