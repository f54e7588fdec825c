/** An estimator over densities: of theta, modelled or known, instead of a critic's scores of pairs. */
import * as tf from "@tensorflow/tfjs-core";
import type { DensityModel, FromDensity, LogDensities } from "../contracts/bounds.js";
import type { Simulator } from "../contracts/simulator.js";
import type { FeatureScaling, Params } from "../contracts/values.js";
import { withoutGradient } from "../engine/tensors.js";
import { criticInputs } from "../experiment/criticInputs.js";
import { scaled } from "../experiment/features.js";
import type { Rollout } from "../experiment/rollout.js";
import type { Objective, Reading } from "./reading.js";

/**
 * Densities are of theta itself, in its own units, because the prior's is: the model sees it standardised, without the simulator's features.
 * @param scaling with `ownTheta` where features of theta are not theta itself
 */
export function densityObjective(
  simulator: Simulator,
  estimator: FromDensity,
  { density, hidden }: { readonly density?: DensityModel; readonly hidden: readonly number[] },
  scaling: FeatureScaling,
): Objective {
  if (!density) throw new Error(`${estimator.name} needs a model of densities`);
  const logPrior = priorOf(simulator, estimator);
  const own = scaling.ownTheta ?? (simulator.features?.theta ? undefined : scaling.theta);
  if (!own) throw new Error(`${estimator.name} needs a scaling of theta itself, beside that of its features`);
  const inputs = criticInputs(simulator, { reads: "outcomes" }, scaling);
  const seen = (rollout: Rollout) => inputs.of(rollout)[1];
  const logVolume = own.sd.reduce((sum, sd) => sum + Math.log(sd), 0);

  const reading = (params: Params, rollout: Rollout): Reading => {
    const { theta } = rollout;
    const densities: LogDensities = {
      posterior: tf.sub(density.logDensity(params, scaled(theta, own), seen(rollout)), logVolume),
      prior: withoutGradient(() => logPrior(theta)),
    };
    const contributions = estimator.contributions(densities);
    return { contributions, maximised: estimator.objective?.(densities) ?? contributions, memory: {} };
  };

  return {
    scoredBy: "critic",
    climbsAnother: estimator.objective !== undefined,
    init: (key) => density.init(key, { value: own.mean.length, given: inputs.sizes.outcome, hidden }),
    contributions: (params, rollout) => reading(params, rollout).contributions,
    read: reading,
    credited(params, rollout) {
      const read = reading(params, rollout);
      return { ...read, credits: read.maximised };
    },
    scores(params, theta, design, outcome) {
      const posterior = density.logDensities(params, scaled(theta, own), seen({ theta, design, outcome }));
      return tf.sub(tf.sub(posterior, logVolume), tf.reshape(logPrior(theta), [-1, 1]));
    },
  };
}

/** @throws Error for densities that there is no way to yet: those of outcomes come with the bounds that need them */
function priorOf({ name, prior }: Simulator, { name: estimator, reads, pairs }: FromDensity) {
  const { posterior, prior: ofTheta, ...others } = reads;
  if (posterior !== "modelled" || ofTheta !== "known" || Object.keys(others).length > 0 || pairs !== "own")
    throw new Error(`${estimator} reads densities that nothing provides yet: ${Object.keys(reads).join(", ")}`);
  if (!prior.logDensity) throw new Error(`${estimator} needs the prior's density, which ${name} does not have`);
  return prior.logDensity.bind(prior);
}
