/** What a training reads off a batch of experiments, whatever it is made from: types only. */
import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import type { Key, Params } from "../contracts/values.js";
import type { Rollout } from "../experiment/rollout.js";

/** The quantity that is maximised. */
export interface Objective {
  readonly scoredBy: "critic" | "likelihood";
  /** Whether the best scores are log p(y given theta)/p(y) only up to a function of theta: then pairs are contrasted with other outcomes, not other thetas. */
  readonly freeOfTheta?: boolean;
  /** Whether what is maximised is not what is reported. */
  readonly climbsAnother: boolean;
  /** How much faster than the critic the auxiliary learns, where it has a rate of its own. */
  readonly auxiliaryRate?: number;
  /**
   * The critic's parameters, and what the estimator remembers; empty where the likelihood is known.
   * @param start experiments near which models of densities begin; critics do not look at them
   */
  init(key: Key, start?: Rollout): Params;
  /** Each pair's contribution, [n] nats; the bound is their mean. Pure and differentiable in everything. */
  contributions(params: Params, rollout: Rollout): Tensor1D;
  /** The same, with what is climbed and remembered in a training step. */
  read(params: Params, rollout: Rollout): Reading;
  /** That, with what a score-function gradient needs. */
  credited(params: Params, rollout: Rollout): Credited;
  /** Scores of every outcome [m, q] under every theta [n, p]: [n, m], for evaluation. */
  scores(params: Params, theta: Tensor2D, design: Tensor2D, outcome: Tensor2D): Tensor2D;
}

export interface Reading {
  readonly contributions: Tensor1D;
  /** [n] nats, whose mean is maximised: the contributions themselves, unless it climbs another. */
  readonly maximised: Tensor1D;
  /** What is to be remembered, by the names of its parameters. */
  readonly memory: Params;
  /** FromScores.readOut, [n] nats. */
  readonly readOut?: Tensor1D;
  /** The log ratio that the scores stand for, of the pairs that belong together: [n] nats, where they stand for one. */
  readonly joint?: Tensor1D;
}

export interface Credited extends Reading {
  /** Estimator.credits, [n] nats. */
  readonly credits: Tensor1D;
  /** Log density of each outcome under its own theta and design, [n] nats, where the likelihood is known. */
  readonly logLikelihood?: Tensor1D;
}
