/** An estimator over densities, modelled or known, instead of a critic's scores of pairs. */
import * as tf from "@tensorflow/tfjs-core";
import type { DensityModel, DensityOf, FromDensity, LogDensities } from "../contracts/bounds.js";
import type { Simulator } from "../contracts/simulator.js";
import type { FeatureScaling, Params } from "../contracts/values.js";
import { partOf, within, withoutGradient } from "../engine/tensors.js";
import { jointScores } from "../estimators/pairs.js";
import { aimOf } from "../experiment/aim.js";
import type { Rollout } from "../experiment/rollout.js";
import { likelihoodOf } from "../modelling/likelihoods.js";
import { keyFor } from "../numbers/keys.js";
import { densityVariables, type Variable } from "./densityVariables.js";
import type { Objective, Reading } from "./reading.js";

export interface DensityOptions {
  /** Of every density that is modelled. */
  readonly model?: DensityModel;
  readonly hidden: readonly number[];
  /** Designs follow from the outcomes before them, so that outcomes are a whole history and their density is given nothing. */
  readonly designsFollow?: boolean;
}

/** @param scaling with `ownTheta` where features of theta are not theta itself */
export function densityObjective(
  simulator: Simulator,
  estimator: FromDensity,
  { model, hidden, designsFollow = false }: DensityOptions,
  scaling: FeatureScaling,
): Objective {
  if (!model) throw new Error(`${estimator.name} needs a model of densities`);
  const known = knownOf(simulator, estimator);
  const variables = densityVariables(simulator, estimator, scaling, designsFollow);
  const modelled = Object.entries(variables) as [DensityOf, Variable][];
  const { reads, pairs, side } = estimator;
  const fitted = side !== "lower"; // no bound is climbed by what bounds from above: its models are fitted by themselves

  const modelsOf = (params: Params, rollout: Rollout) =>
    modelled.map(([of, { value, given, logVolume }]): [DensityOf, tf.Tensor1D] => {
      const log = model.logDensity(partOf(`${of}/`, params), value(rollout), given(rollout));
      return [of, tf.add(log, logVolume(rollout))];
    });
  const likelihoodOfModels = (params: Params, rollout: Rollout): tf.Tensor1D =>
    modelsOf(params, rollout).reduce<tf.Tensor1D>((sum, [, log]) => tf.add(sum, log), tf.zeros([rollout.theta.shape[0]]));
  const densitiesOf = (params: Params, rollout: Rollout): LogDensities => {
    const all = pairs === "all" ? allOf(params, rollout) : undefined;
    return { ...Object.fromEntries(modelsOf(params, rollout)), ...known(rollout, all?.likelihood), ...(all ? { all } : {}) };
  };
  const allOf = (params: Params, rollout: Rollout): NonNullable<LogDensities["all"]> => {
    const { likelihood } = variables;
    if (reads.likelihood === "known") return { likelihood: known.all(rollout) };
    if (!likelihood) throw new Error(`${estimator.name} reads all pairs of densities that nothing provides`);
    // Rows are theta, columns outcomes; the model's rows are its values.
    const { value, given, logVolume } = likelihood;
    const log = model.logDensities(partOf("likelihood/", params), value(rollout), given(rollout));
    return { likelihood: tf.transpose(tf.add(log, tf.reshape(logVolume(rollout), [-1, 1]))) as tf.Tensor2D };
  };

  const reading = (params: Params, rollout: Rollout): Reading => {
    // What is fitted reports how well: its bound is read afterwards, and may need much that the fit does not.
    const contributions = fitted ? likelihoodOfModels(params, rollout) : estimator.contributions(densitiesOf(params, rollout));
    const climbed = fitted || !estimator.objective ? contributions : estimator.objective(densitiesOf(params, rollout));
    return { contributions, maximised: climbed, memory: {} };
  };

  return {
    scoredBy: "critic",
    climbsAnother: !fitted && estimator.objective !== undefined,
    // The model of the posterior has the key itself, as it had when it was the only one.
    init(key, start) {
      const parts = modelled.map(([of, { sizes, value, given }]) => {
        const near = start && { value: value(start), given: given(start) };
        return within(`${of}/`, model.init(of === "posterior" ? key : keyFor(key, of), { ...sizes, hidden }, near));
      });
      return Object.assign({}, ...parts);
    },
    contributions: (params, rollout) => estimator.contributions(densitiesOf(params, rollout)),
    read: reading,
    credited(params, rollout) {
      const read = reading(params, rollout);
      return { ...read, credits: read.maximised };
    },
    scores(params, theta, design, outcome) {
      const { posterior } = variables;
      if (!posterior || reads.prior !== "known") throw new Error(`${estimator.name} scores no pairs`);
      const rollout = { theta, design, outcome };
      const log = model.logDensities(partOf("posterior/", params), posterior.value(rollout), posterior.given(rollout));
      const { prior } = known(rollout);
      return tf.add(log, tf.reshape(tf.sub(posterior.logVolume(rollout), prior as tf.Tensor1D), [-1, 1]));
    },
  };
}

/** What the simulator itself says, as far as the estimator reads it; `all` is the likelihood of all pairs. */
function knownOf(simulator: Simulator, { name: estimator, reads }: FromDensity) {
  const { name } = simulator;
  const aim = aimOf(simulator);
  const logLikelihood = reads.likelihood === "known" ? likelihoodOf(simulator) : undefined;
  if (reads.prior === "known" && !aim.logDensity)
    throw new Error(`${estimator} needs the prior's density, which ${name} does not have`);
  if (reads.likelihood === "known" && !logLikelihood)
    throw new Error(`${estimator} needs a likelihood, which ${name} does not have`);
  const all = ({ theta, design, outcome }: Rollout): tf.Tensor2D => {
    if (!logLikelihood) throw new Error(`${estimator} reads no likelihood that is known`);
    return logLikelihood(theta, design, outcome);
  };
  const known = (rollout: Rollout, likelihoods?: tf.Tensor2D): LogDensities => ({
    ...(reads.prior === "known" ? { prior: withoutGradient(() => logPrior(rollout.theta)) } : {}),
    ...(reads.likelihood === "known" ? { likelihood: jointScores(likelihoods ?? all(rollout)) } : {}),
  });
  const logPrior = (theta: tf.Tensor2D): tf.Tensor1D => (aim.logDensity as NonNullable<typeof aim.logDensity>)(aim.of(theta));
  return Object.assign(known, { all });
}
