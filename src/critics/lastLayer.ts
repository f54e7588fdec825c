/** η-MINE-convex: what a network has learned stays, and its last layer is solved for. */
import * as tf from "@tensorflow/tfjs-core";
import type { Params } from "../contracts/values.js";
import { tidied } from "../engine/tensors.js";
import { type ConvexSolution, type Rows, solveConvex } from "../estimators/convex/solve.js";
import { applyMlp } from "../nets/mlp.js";

/**
 * The network `name`, whose output is one score, with the last layer that is best on these rows by Donsker and Varadhan's bound, near the one
 * that it had (Mroueh et al. 2021, eq. 17). Its scores are then log ratios, of mean ratio 1 over `others`. On these rows the bound is at least what
 * it was, whatever η it had beside it; what it is on other rows is for other rows to say.
 * @param pairs [n, inputs] what the network reads of pairs that belong together @param others [m, inputs] of pairs that do not
 * @param ridge half of it weighs the squared distance from the weights that it had
 * @returns the parameters, the new ones as tensors of their own; `solution.primal` is the bound on these rows, less the ridge
 */
export function refitLastLayer(
  params: Params,
  name: string,
  { pairs, others }: { readonly pairs: tf.Tensor2D; readonly others: tf.Tensor2D },
  ridge = 1e-3,
): { readonly params: Params; readonly solution: ConvexSolution } {
  const last = Object.keys(params).filter((key) => key.startsWith(`${name}/w`)).length - 1;
  const before = params[`${name}/w${last}`] as tf.Tensor2D | undefined;
  if (before?.shape[1] !== 1) throw new Error(`${name} has no last layer with one output`);
  const solution = tidied(() => {
    const width = before.shape[0];
    const features = { ...params, [`${name}/w${last}`]: tf.eye(width), [`${name}/b${last}`]: tf.zeros([width]) };
    const rows = (inputs: tf.Tensor2D): Rows => ({
      columns: width,
      values: Float64Array.from(applyMlp(features, name, inputs).dataSync()),
    });
    return solveConvex({ pairs: rows(pairs), others: rows(others), ridge, around: before.dataSync() });
  });
  const { weights, eta } = solution;
  const refitted = {
    [`${name}/w${last}`]: tf.tensor2d(Float32Array.from(weights), [weights.length, 1]),
    [`${name}/b${last}`]: tf.tensor1d([-eta]),
  };
  return { params: { ...params, ...refitted }, solution };
}
