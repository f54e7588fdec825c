import * as tf from "@tensorflow/tfjs-core";
import type { Params } from "../../src/contracts/values.js";
import { detached } from "../../src/engine/tensors.js";
import { adapt, applyAdapted, type Changes } from "../adaptation.js";
import { squaredError } from "../network.js";
import type { Learner, LearnerSetup, TrainedMethod } from "../types.js";
import { adaptOptions, gradientLearner, gradientSettings, NAME } from "./gradient.js";

/**
 * The weights move towards where gradient steps on all of a task's points, support and query, lead on average over tasks.
 * Adam takes that direction as a gradient, as all methods here are moved by Adam.
 */
function create(setup: LearnerSetup): Learner {
  const options = adaptOptions(setup, { firstOrder: true });
  return {
    ...gradientLearner(setup, options),
    losses(params, { supportX, supportY, queryX, queryY }) {
      const [x, y] = [tf.concat([supportX, queryX], 1), tf.concat([supportY, queryY], 1)];
      const after = adapt(params, NAME, x, y, options).at(-1) as Changes;
      const objective = along(params, after, x.shape[0]);
      const changes = adapt(params, NAME, supportX, supportY, options).at(-1);
      return { objective, risk: squaredError(applyAdapted(params, NAME, queryX, changes), queryY) };
    },
  };
}

/** A number whose gradient by each parameter is the mean of its changes over tasks. */
function along(params: Params, changes: Changes, tasks: number): tf.Scalar {
  const parts = changes.flatMap((change, l) => {
    if (!change) return [];
    const [inputs, errors] = [change.inputs, change.errors].map((x) => tf.reshape(x, [-1, x.shape[2]]) as tf.Tensor2D) as [
      tf.Tensor2D,
      tf.Tensor2D,
    ];
    const weights = detached(tf.div(tf.matMul(inputs, errors, true, false), -tasks));
    const bias = detached(tf.div(tf.sum(errors, 0), -tasks));
    return [
      tf.sum(tf.mul(params[`${NAME}/w${l}`] as tf.Tensor, weights)),
      tf.sum(tf.mul(params[`${NAME}/b${l}`] as tf.Tensor, bias)),
    ];
  });
  return parts.reduce((sum, part) => tf.add(sum, part)) as tf.Scalar;
}

export const reptile: TrainedMethod = {
  kind: "trained",
  name: "reptile",
  summary: "first weights moved towards where gradient steps on each task's points lead",
  use: "no split into support and query is needed; needs several inner steps",
  reference: "Nichol, Achiam and Schulman 2018, On first-order meta-learning algorithms",
  settings: { ...gradientSettings, innerSteps: { ...gradientSettings.innerSteps, default: 5 } },
  stepwise: true,
  inherits: ["innerRate", "rate"],
  rate: 1e-3,
  create,
};
