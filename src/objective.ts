/** The quantity that is maximised: an estimator over the scores of a trained critic, or over the known likelihood. */
import { add, type Tensor1D, type Tensor2D, zeros } from "@tensorflow/tfjs-core";
import { critics } from "./critics/index.js";
import { criticObjective } from "./critics/objective.js";
import { check } from "./errors.js";
import { jointScores } from "./estimators/pairs.js";
import type { Rollout } from "./experiment.js";
import { measurements, seenSize } from "./history.js";
import { likelihoodOf } from "./likelihoods.js";
import { outcomeFeatures, scaled, thetaFeatures } from "./scaling.js";
import type { Critic, Estimator, FeatureScaling, Key, Params, Simulator, Terms, TrainingOptions } from "./types.js";

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

function creditedBy(estimator: Estimator, terms: Terms): Credited {
  const contributions = estimator.contributions(terms);
  return { contributions, credits: estimator.credits?.(terms) ?? contributions };
}

/** A design for each outcome, also where all share one. */
function each(design: Tensor2D, { shape: [n] }: Tensor2D): Tensor2D {
  return add(design, zeros([n, design.shape[1]]));
}

/** @throws InputError for a critic that reads measurements one by one where they cannot be told apart */
export function checkReads({ name, reads }: Critic, { name: simulator, measure, outcome, designs }: Simulator): void {
  const others = Object.values<Critic>(critics).filter((critic) => critic.reads !== reads);
  check(
    reads !== "measurements" || (measure !== undefined && outcome.names.length === designs.dim),
    `the critic ${name} reads one measurement after the other, and ${simulator} does not say which outcome belongs to which: ` +
      `${measure ? "it has not one outcome for each coordinate of the design" : "it lacks measure(theta, at, noise, step)"}. Choose one of ${others.map((critic) => critic.name).join(", ")}`,
  );
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
    seen
      ? measurements(simulator, seen, design, outcome)
      : scaled(outcomeFeatures(simulator, scaling.designSeen ? each(design, outcome) : design, outcome), scaling.outcome),
  ];
  return {
    scoredBy: "critic",
    init,
    contributions: (params, rollout) => estimator.contributions(terms(params, ...inputs(rollout))),
    credited: (params, rollout) => creditedBy(estimator, terms(params, ...inputs(rollout))),
    scores: (params, theta, design, outcome) => critic.scores(params, ...inputs({ theta, design, outcome })).scores,
  };
}
