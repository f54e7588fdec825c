/** What models of densities see: theta and outcomes, standardised, with what turns their densities into those of theta and outcomes themselves. */
import * as tf from "@tensorflow/tfjs-core";
import type { DensityOf, FromDensity } from "../contracts/bounds.js";
import type { Simulator } from "../contracts/simulator.js";
import type { FeatureScaling, Scaling, Transform } from "../contracts/values.js";
import { columns } from "../engine/tensors.js";
import { aimOf } from "../experiment/aim.js";
import { criticInputs } from "../experiment/criticInputs.js";
import { scaled, thetaFeatures } from "../experiment/features.js";
import type { Rollout } from "../experiment/rollout.js";
import { applyTransform, identity, logSlope } from "../experiment/transforms.js";
import { designFeatures } from "../numbers/scales.js";
import { unbounded } from "../numbers/support.js";

/** One density that is modelled. */
export interface Variable {
  readonly sizes: { readonly value: number; readonly given: number };
  /** Whose density it is, [n, sizes.value]. */
  value(rollout: Rollout): tf.Tensor2D;
  /** [n, sizes.given], or one row for all. */
  given(rollout: Rollout): tf.Tensor2D;
  /** Logarithm of the volume by which `value` is stretched, [n] or a number: added to a log density of it, it is one in own units. */
  logVolume(rollout: Rollout): tf.Tensor;
  /** Values back to what they are of, in its own units; absent where nobody draws them. */
  back?(value: tf.Tensor2D): tf.Tensor2D;
}

interface Given {
  readonly size: number;
  of(rollout: Rollout): tf.Tensor2D;
}

type Seen = Pick<Variable, "value" | "logVolume" | "back"> & { readonly size: number };

/**
 * Densities of theta are of theta itself, in its own units, because the prior's is: a model sees it standardised, on a scale without ends
 * where the prior's support has some, and without the simulator's features. Those of outcomes are in the outcomes' units too, because a likelihood is; but features that are a Transform have a slope that is
 * known, so that models see them. What is only given may be any features.
 */
export function densityVariables(
  simulator: Simulator,
  { name, reads }: FromDensity,
  scaling: FeatureScaling,
  designsFollow: boolean,
): Partial<Record<DensityOf, Variable>> {
  const mapped = simulator.goal ? simulator.goal.features : simulator.features?.theta;
  const own = scaling.ownTheta ?? (mapped ? undefined : scaling.theta);
  if (!own) throw new Error(`${name} needs a scaling of theta itself, beside that of its features`);
  const [theta, outcome] = [seenTheta(simulator, own), seenOutcome(simulator, scaling)];
  const both: Seen = {
    size: theta.size + outcome.size,
    value: (rollout) => columns(theta.value(rollout), outcome.value(rollout)),
    logVolume: (rollout) => tf.add(theta.logVolume(rollout), outcome.logVolume(rollout)),
  };
  const inputs = criticInputs(simulator, { reads: "outcomes" }, scaling);
  const design = designsFollow ? undefined : seenDesign(simulator, scaling);
  const none: Given = { size: 1, of: () => tf.ones([1, 1]) };
  const ofTheta = {
    size: inputs.sizes.theta + (design?.size ?? 0),
    of: (rollout: Rollout) => {
      const features = scaled(thetaFeatures(simulator, rollout.theta), scaling.theta);
      if (!design) return features;
      const each = tf.zeros([features.shape[0], design.size]);
      return columns(features, tf.add(each, design.of(rollout)));
    },
  };
  const ofOutcome = { size: inputs.sizes.outcome, of: (rollout: Rollout) => inputs.of(rollout)[1] };
  const variable = ({ size, ...seen }: Seen, given: Given): Variable => ({
    ...seen,
    sizes: { value: size, given: given.size },
    given: given.of,
  });
  const all: Record<DensityOf, () => Variable> = {
    posterior: () => variable(theta, ofOutcome),
    prior: () => variable(theta, none),
    likelihood: () => variable(outcome, ofTheta),
    marginal: () => variable(outcome, design ?? none),
    joint: () => variable(both, design ?? none),
  };
  const modelled = (Object.keys(reads) as DensityOf[]).filter((of) => reads[of] === "modelled");
  return Object.fromEntries(modelled.map((of) => [of, all[of]()]));
}

function seenTheta(simulator: Simulator, own: Scaling): Seen {
  const aim = aimOf(simulator);
  const free = unbounded(aim);
  const log = -own.sd.reduce((sum, sd) => sum + Math.log(sd), 0);
  return {
    size: own.mean.length,
    value: ({ theta }) => scaled(free.free(aim.of(theta)), own),
    logVolume: ({ theta }) => tf.add(free.logVolume(free.free(aim.of(theta))), log),
    back: (value) => free.back(tf.add(tf.mul(value, tf.tensor2d([own.sd as number[]])), tf.tensor2d([own.mean as number[]]))),
  };
}

/** Columns of an outcome's scaling that are the outcome's, and not the designs' before them. */
function outcomeColumns({ outcome: { names } }: Simulator, { outcome: { mean, sd } }: FeatureScaling): Scaling {
  return { mean: mean.slice(-names.length), sd: sd.slice(-names.length) };
}

function seenOutcome(simulator: Simulator, scaling: FeatureScaling): Seen {
  const map = simulator.features?.outcome;
  // A function's slope is not known: the model then sees outcomes themselves, which its first normal moves to where they belong.
  const transform: Transform = map === undefined || typeof map === "function" ? identity : map;
  const { mean, sd } = outcomeColumns(simulator, scaling);
  const log = -sd.reduce((sum, one) => sum + Math.log(one), 0);
  return {
    size: mean.length,
    value: ({ outcome }) => scaled(applyTransform(transform, outcome), { mean, sd }),
    logVolume: ({ outcome }) => tf.add(tf.sum(logSlope(transform, outcome), 1), log),
  };
}

function seenDesign(
  { designs, outcome: { names } }: Simulator,
  { outcome: { mean, sd }, designSeen }: FeatureScaling,
): Given | undefined {
  if (!designSeen) return undefined;
  const ofDesigns = { mean: mean.slice(0, -names.length), sd: sd.slice(0, -names.length) };
  return { size: ofDesigns.mean.length, of: ({ design }: Rollout) => scaled(designFeatures(designs, design), ofDesigns) };
}
