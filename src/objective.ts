/** The quantity that is maximised: an estimator over the scores of a trained critic, or over the known likelihood. */
import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import { critics } from "./critics/index.js";
import { criticObjective } from "./critics/objective.js";
import { check } from "./errors.js";
import type { Rollout } from "./experiment.js";
import { measurements, seenSize } from "./history.js";
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

/** @throws InputError for a critic that reads measurements one by one where they cannot be told apart */
export function checkReads({ name, reads }: Critic, { name: simulator, measure }: Simulator): void {
  const others = Object.values<Critic>(critics).filter((critic) => critic.reads !== reads);
  check(
    reads !== "measurements" || measure !== undefined,
    `the critic ${name} reads one measurement after the other, and ${simulator} does not say which outcome belongs to which: ` +
      `it lacks measure(theta, at, noise, step). Choose one of ${others.map((critic) => critic.name).join(", ")}`,
  );
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
  checkReads(critic, simulator);
  const seen = critic.reads === "measurements" ? scaling.measurement : undefined;
  const sizes = {
    theta: scaling.theta.mean.length,
    ...(seen ? { outcome: seenSize * simulator.designs.dim, measurement: seenSize } : { outcome: scaling.outcome.mean.length }),
    hidden: options.hidden,
    features: options.features,
  };
  const { init, terms } = criticObjective({ estimator, critic, sizes, auxiliary: options.auxiliary });
  const inputs = ({ theta, design, outcome }: Rollout): [Tensor2D, Tensor2D] => [
    scaled(thetaFeatures(simulator, theta), scaling.theta),
    seen ? measurements(simulator, seen, design, outcome) : scaled(outcomeFeatures(simulator, design, outcome), scaling.outcome),
  ];
  return {
    init,
    contributions: (params, rollout) => estimator.contributions(terms(params, ...inputs(rollout))),
    scores: (params, theta, design, outcome) => critic.scores(params, ...inputs({ theta, design, outcome })).scores,
  };
}
