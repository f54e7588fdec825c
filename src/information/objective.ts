/** The quantity that is maximised: an estimator over the scores of a trained critic, over the known likelihood, or over densities. */
import * as tf from "@tensorflow/tfjs-core";
import type { Critic, Estimator, FromScores, Terms } from "../contracts/bounds.js";
import type { TrainingOptions } from "../contracts/options.js";
import type { Simulator } from "../contracts/simulator.js";
import type { FeatureScaling, Params } from "../contracts/values.js";
import { withoutGradient } from "../engine/tensors.js";
import { jointScores } from "../estimators/pairs.js";
import { criticInputs } from "../experiment/criticInputs.js";
import type { Rollout } from "../experiment/rollout.js";
import { likelihoodOf } from "../modelling/likelihoods.js";
import { type DensityOptions, densityObjective } from "./densities.js";
import type { Credited, Objective, Reading } from "./reading.js";
import { criticObjective } from "./terms.js";
import { memoryName } from "./training/state.js";

/** With `model`, of the densities that estimators over them read. */
export interface ObjectiveOptions extends Pick<TrainingOptions, "hidden" | "features" | "auxiliary">, DensityOptions {
  readonly critic: Critic;
}

/** @param scaling how features are standardised; not needed by estimators that use the likelihood */
export function buildObjective(
  simulator: Simulator,
  estimator: Estimator,
  options: ObjectiveOptions,
  scaling: FeatureScaling,
): Objective {
  if (estimator.from === "samples") throw new Error(`${estimator.name} is an estimate from samples: there is nothing to train`);
  if (estimator.from === "density") return densityObjective(simulator, estimator, options, scaling);
  return estimator.scores === "likelihood"
    ? likelihoodObjective(simulator, estimator)
    : trainedObjective(simulator, estimator, options, scaling);
}

/** What an estimator makes of a batch's terms, with its memory among the parameters. */
function readers(estimator: FromScores, termsOf: (params: Params, rollout: Rollout) => Terms) {
  const { contributions: reported, objective, credits, memory } = estimator;
  const names = memory ? tf.tidy(() => Object.keys(memory.start())) : [];
  /** With this batch in it. */
  const remembered = (params: Params, terms: Terms): Params => {
    if (!memory) return {};
    const before = Object.fromEntries(names.map((name) => [name, params[memoryName + name] as tf.Tensor]));
    const after = Object.entries(memory.next(before, terms));
    return Object.fromEntries(after.map(([name, value]) => [name, withoutGradient(() => tf.add(value, 0))]));
  };
  const reading = (params: Params, terms: Terms): Reading => {
    const contributions = reported(terms);
    const after = remembered(params, terms);
    return { contributions, maximised: objective?.(terms, after) ?? contributions, memory: named(after) };
  };
  return {
    climbsAnother: objective !== undefined,
    contributions: (params: Params, rollout: Rollout) => reported(termsOf(params, rollout)),
    read: (params: Params, rollout: Rollout) => reading(params, termsOf(params, rollout)),
    credited(params: Params, rollout: Rollout): Credited {
      const terms = termsOf(params, rollout);
      const read = reading(params, terms);
      return {
        ...read,
        credits: credits?.(terms) ?? read.maximised,
        ...(estimator.scores === "likelihood" ? { logLikelihood: jointScores(terms.scores) } : {}),
      };
    },
    memory: (): Params => named(memory?.start() ?? {}),
  };
}

const named = (memory: Params): Params =>
  Object.fromEntries(Object.entries(memory).map(([name, value]) => [memoryName + name, value]));

function likelihoodObjective(simulator: Simulator, estimator: FromScores): Objective {
  const logLikelihood = likelihoodOf(simulator);
  if (!logLikelihood) throw new Error(`${estimator.name} needs a likelihood, which ${simulator.name} does not have`);
  const { memory, ...reading } = readers(estimator, (_params, { theta, design, outcome }) => ({
    scores: logLikelihood(theta, design, outcome),
  }));
  return {
    scoredBy: "likelihood",
    ...reading,
    init: memory,
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
  const { memory, ...reading } = readers(estimator, (params, rollout) => terms(params, ...inputs.of(rollout)));
  return {
    scoredBy: "critic",
    ...reading,
    init: (key) => ({ ...init(key), ...memory() }),
    scores: (params, theta, design, outcome) => critic.scores(params, ...inputs.of({ theta, design, outcome })).scores,
  };
}
