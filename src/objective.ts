/** The quantity that is maximised: an estimator over the scores of a trained critic, or over the known likelihood. */
import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import { critics } from "./critics/index.js";
import { criticObjective } from "./critics/objective.js";
import type { Rollout } from "./experiment.js";
import { type FeatureScaling, outcomeFeatures, scaled, thetaFeatures } from "./scaling.js";
import type { Critic, Estimator, Key, Params, Simulator, TrainingOptions } from "./types.js";

export interface Objective {
  /** The critic's parameters; empty where the likelihood is known. */
  init(key: Key): Params;
  /** Each pair's contribution, [n] nats; the bound is their mean. Pure and differentiable in everything. */
  contributions(params: Params, rollout: Rollout): Tensor1D;
  /** Scores of every outcome [m, q] under every theta [n, p]: [n, m], for evaluation. */
  scores(params: Params, theta: Tensor2D, design: Tensor2D, outcome: Tensor2D): Tensor2D;
}

export type ObjectiveOptions = Pick<TrainingOptions, "critic" | "hidden" | "features" | "auxiliary">;

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

function likelihoodObjective(simulator: Simulator, estimator: Estimator): Objective {
  const { logLikelihood } = simulator;
  if (!logLikelihood) throw new Error(`${estimator.name} needs a likelihood, which ${simulator.name} does not have`);
  return {
    init: () => ({}),
    contributions: (_params, { theta, design, outcome }) =>
      estimator.contributions({ scores: logLikelihood(theta, design, outcome) }),
    scores: (_params, theta, design, outcome) => logLikelihood(theta, design, outcome),
  };
}

function trainedObjective(
  simulator: Simulator,
  estimator: Estimator,
  options: ObjectiveOptions,
  scaling: FeatureScaling,
): Objective {
  const critic = (critics as Record<string, Critic>)[options.critic];
  if (!critic) throw new Error(`no critic is named ${options.critic}`);
  const sizes = {
    theta: scaling.theta.mean.length,
    outcome: scaling.outcome.mean.length,
    hidden: options.hidden,
    features: options.features,
  };
  const { init, terms } = criticObjective({ estimator, critic, sizes, auxiliary: options.auxiliary });
  const inputs = ({ theta, design, outcome }: Rollout): [Tensor2D, Tensor2D] => [
    scaled(thetaFeatures(simulator, theta), scaling.theta),
    scaled(outcomeFeatures(simulator, design, outcome), scaling.outcome),
  ];
  return {
    init,
    contributions: (params, rollout) => estimator.contributions(terms(params, ...inputs(rollout))),
    scores: (params, theta, design, outcome) => critic.scores(params, ...inputs({ theta, design, outcome })).scores,
  };
}
