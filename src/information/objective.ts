/** The quantity that is maximised: an estimator over the scores of a trained critic, over the known likelihood, or over densities. */
import * as tf from "@tensorflow/tfjs-core";
import { withoutGaps } from "../basics/withoutGaps.js";
import type { Critic, Estimator, FromScores, Terms } from "../contracts/bounds.js";
import type { TrainingOptions } from "../contracts/options.js";
import type { Simulator } from "../contracts/simulator.js";
import type { FeatureScaling, Params } from "../contracts/values.js";
import { withoutGradient } from "../engine/tensors.js";
import { jointScores } from "../estimators/pairs.js";
import { criticInputs } from "../experiment/criticInputs.js";
import type { Rollout } from "../experiment/rollout.js";
import { likelihoodOf } from "../modelling/likelihoods.js";
import { auxiliaryOf, learnedMarginal } from "./auxiliary.js";
import { type DensityOptions, densityObjective } from "./densities.js";
import { goalScores } from "./goalScores.js";
import type { Credited, Objective, Reading } from "./reading.js";
import { criticObjective } from "./terms.js";
import { memoryName } from "./training/state.js";

/** With `model`, of the densities that estimators over them read. */
export interface ObjectiveOptions extends Pick<TrainingOptions, "hidden" | "features" | "auxiliary">, DensityOptions {
  readonly critic: Critic;
}

/** @param scaling how features are standardised; not read by estimators that use the likelihood and learn nothing beside it */
export function buildObjective(
  simulator: Simulator,
  estimator: Estimator,
  options: ObjectiveOptions,
  scaling: FeatureScaling,
): Objective {
  if (estimator.from === "samples") throw new Error(`${estimator.name} is an estimate from samples: there is nothing to train`);
  if (estimator.from === "density") return densityObjective(simulator, estimator, options, scaling);
  return estimator.scores === "likelihood"
    ? likelihoodObjective(simulator, estimator, options, scaling)
    : trainedObjective(simulator, estimator, options, scaling);
}

/**
 * What an estimator makes of a batch's terms, with its memory among the parameters.
 * @param ownOf log density of each outcome under its own theta, where the likelihood is known: the scores themselves, unless they are of a goal
 */
export function readers<Batch>(
  estimator: FromScores,
  termsOf: (params: Params, batch: Batch) => Terms,
  ownOf = (terms: Terms, _batch: Batch): tf.Tensor1D => jointScores(terms.scores),
) {
  const { contributions: reported, objective, credits, memory, readOut, logRatios, auxiliaryRate } = estimator;
  // What a cap holds down, it normalises as well: its scores may have any constant, and neither drift nor explode.
  const uncapped = estimator.cap(2) === Number.POSITIVE_INFINITY;
  const names = memory ? tf.tidy(() => Object.keys(memory.start())) : [];
  /** As it was before this batch. */
  const recalled = (params: Params): Params =>
    Object.fromEntries(names.map((name) => [name, params[memoryName + name] as tf.Tensor]));
  /** With this batch in it. */
  const remembered = (before: Params, terms: Terms): Params => {
    const after = Object.entries(memory?.next(before, terms) ?? {});
    return Object.fromEntries(after.map(([name, value]) => [name, withoutGradient(() => tf.add(value, 0))]));
  };
  const reading = (params: Params, terms: Terms) => {
    const before = recalled(params);
    const contributions = reported(terms, before);
    const after = remembered(before, terms);
    const maximised = objective?.(terms, after) ?? contributions;
    const read: Reading = {
      contributions,
      maximised,
      memory: named(after),
      ...(readOut ? { readOut: readOut(terms) } : {}),
      ...(logRatios && uncapped ? { joint: withoutGradient(() => jointScores(logRatios(terms))) } : {}),
    };
    return { read, after };
  };
  return {
    climbsAnother: objective !== undefined,
    ...withoutGaps({ auxiliaryRate }),
    contributions: (params: Params, batch: Batch) => reported(termsOf(params, batch), recalled(params)),
    read: (params: Params, batch: Batch) => reading(params, termsOf(params, batch)).read,
    credited(params: Params, batch: Batch): Credited {
      const terms = termsOf(params, batch);
      const { read, after } = reading(params, terms);
      return {
        ...read,
        credits: credits?.(terms, after) ?? read.maximised,
        ...(estimator.scores === "likelihood" ? { logLikelihood: ownOf(terms, batch) } : {}),
      };
    },
    memory: (): Params => named(memory?.start() ?? {}),
  };
}

const named = (memory: Params): Params =>
  Object.fromEntries(Object.entries(memory).map(([name, value]) => [memoryName + name, value]));

function likelihoodObjective(
  simulator: Simulator,
  estimator: FromScores,
  { hidden }: ObjectiveOptions,
  scaling: FeatureScaling,
): Objective {
  const logLikelihood = likelihoodOf(simulator);
  const scored = goalScores(simulator);
  if (!logLikelihood || !scored) throw new Error(`${estimator.name} needs a likelihood, which ${simulator.name} does not have`);
  const marginal = auxiliaryOf(estimator) && learnedMarginal(simulator, estimator, hidden, scaling);
  const termsOf = (params: Params, rollout: Rollout): Terms => ({
    scores: scored(rollout),
    ...(marginal ? { auxiliary: marginal.values(params, rollout) } : {}),
  });
  // A goal's scores are averages; what an outcome's own design is credited with is the density that it was drawn from.
  const ownOf = ({ theta, design, outcome }: Rollout): tf.Tensor1D => jointScores(logLikelihood(theta, design, outcome));
  const { memory, ...reading } = simulator.goal
    ? readers(estimator, termsOf, (_, rollout) => ownOf(rollout))
    : readers(estimator, termsOf);
  return {
    scoredBy: "likelihood",
    ...reading,
    init: (key) => ({ ...marginal?.init(key), ...memory() }),
    scores: (_params, theta, design, outcome) => logLikelihood(theta, design, outcome),
  };
}

function trainedObjective(
  simulator: Simulator,
  estimator: FromScores,
  options: ObjectiveOptions,
  scaling: FeatureScaling,
): Objective {
  const { critic, hidden, features, auxiliary } = options;
  const inputs = criticInputs(simulator, critic, scaling);
  const { init, terms } = criticObjective({ estimator, critic, sizes: { ...inputs.sizes, hidden, features }, auxiliary });
  const { memory, ...reading } = readers(estimator, (params, rollout: Rollout) => terms(params, ...inputs.of(rollout)));
  return {
    scoredBy: "critic",
    freeOfTheta: estimator.truth === "r + c(theta)",
    ...reading,
    init: (key) => ({ ...init(key), ...memory() }),
    scores: (params, theta, design, outcome) => critic.scores(params, ...inputs.of({ theta, design, outcome })).scores,
  };
}
