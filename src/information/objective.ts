/** The quantity that is maximised: an estimator over the scores of a trained critic, or over the known likelihood. */
import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import type { Critic, Estimator, Terms } from "../contracts/bounds.js";
import type { TrainingOptions } from "../contracts/options.js";
import type { Simulator } from "../contracts/simulator.js";
import type { FeatureScaling, Key, Params } from "../contracts/values.js";
import { jointScores } from "../estimators/pairs.js";
import { criticInputs } from "../experiment/criticInputs.js";
import type { Rollout } from "../experiment/rollout.js";
import { likelihoodOf } from "../modelling/likelihoods.js";
import { criticObjective } from "./terms.js";

export interface Objective {
  readonly scoredBy: Estimator["scores"];
  /** The critic's parameters; empty where the likelihood is known. */
  init(key: Key): Params;
  /** Each pair's contribution, [n] nats; the bound is their mean. Pure and differentiable in everything. */
  contributions(params: Params, rollout: Rollout): Tensor1D;
  /** The same with what a score-function gradient needs. */
  credited(params: Params, rollout: Rollout): Credited;
  /** Scores of every outcome [m, q] under every theta [n, p]: [n, m], for evaluation. */
  scores(params: Params, theta: Tensor2D, design: Tensor2D, outcome: Tensor2D): Tensor2D;
}

export interface Credited {
  readonly contributions: Tensor1D;
  /** Estimator.credits, [n] nats. */
  readonly credits: Tensor1D;
  /** Log density of each outcome under its own theta and design, [n] nats, where the likelihood is known. */
  readonly logLikelihood?: Tensor1D;
}

export interface ObjectiveOptions extends Pick<TrainingOptions, "hidden" | "features" | "auxiliary"> {
  readonly critic: Critic;
}

/** @param scaling how features are standardised; not needed by estimators that use the likelihood */
export function buildObjective(
  simulator: Simulator,
  estimator: Estimator,
  options: ObjectiveOptions,
  scaling: FeatureScaling,
): Objective {
  return estimator.scores === "likelihood"
    ? likelihoodObjective(simulator, estimator)
    : trainedObjective(simulator, estimator, options, scaling);
}

function creditedBy(estimator: Estimator, terms: Terms): Credited {
  const contributions = estimator.contributions(terms);
  return { contributions, credits: estimator.credits?.(terms) ?? contributions };
}

function likelihoodObjective(simulator: Simulator, estimator: Estimator): Objective {
  const logLikelihood = likelihoodOf(simulator);
  if (!logLikelihood) throw new Error(`${estimator.name} needs a likelihood, which ${simulator.name} does not have`);
  const scoresOf = ({ theta, design, outcome }: Rollout) => logLikelihood(theta, design, outcome);
  return {
    scoredBy: "likelihood",
    init: () => ({}),
    contributions: (_params, rollout) => estimator.contributions({ scores: scoresOf(rollout) }),
    credited(_params, rollout) {
      const scores = scoresOf(rollout);
      return { ...creditedBy(estimator, { scores }), logLikelihood: jointScores(scores) };
    },
    scores: (_params, theta, design, outcome) => logLikelihood(theta, design, outcome),
  };
}

function trainedObjective(
  simulator: Simulator,
  estimator: Estimator,
  options: ObjectiveOptions,
  scaling: FeatureScaling,
): Objective {
  const { critic, hidden, features, auxiliary } = options;
  const inputs = criticInputs(simulator, critic, scaling);
  const { init, terms } = criticObjective({ estimator, critic, sizes: { ...inputs.sizes, hidden, features }, auxiliary });
  return {
    scoredBy: "critic",
    init,
    contributions: (params, rollout) => estimator.contributions(terms(params, ...inputs.of(rollout))),
    credited: (params, rollout) => creditedBy(estimator, terms(params, ...inputs.of(rollout))),
    scores: (params, theta, design, outcome) => critic.scores(params, ...inputs.of({ theta, design, outcome })).scores,
  };
}
