/** What adaptive policies begin as, measurement by measurement, and how many measurements there are: read by networks where a policy serves several horizons. */
import * as tf from "@tensorflow/tfjs-core";
import type { PolicySetup } from "../src/contracts/policy.js";
import type { DesignSpace } from "../src/contracts/space.js";
import type { Key, Params } from "../src/contracts/values.js";
import { applyMlp, initMlp } from "../src/nets/mlp.js";
import { keyFor } from "../src/numbers/keys.js";
import { rawWidthOf } from "../src/numbers/measurements.js";
import { type Budget, budgetAt, budgetNumbers, plannedBy } from "../src/portable/policies/budget.js";

/** Small first outputs, as of all networks of a policy: training starts from the plan. */
const outputScale = 0.1;

/** The static design as parameters; of several horizons, that of the longest, and a head that moves it by how many measurements are taken and left. */
export function initPlan(
  { most, hidden }: Pick<PolicySetup, "most" | "hidden">,
  key: Key,
  space: DesignSpace,
  start: readonly number[],
): Params {
  const sizes = [budgetNumbers, hidden.at(-1) as number, rawWidthOf(space)];
  return {
    ...(most === undefined ? {} : initMlp(keyFor(key, "budget"), "design/budget", sizes, outputScale)),
    "design/start": tf.tensor2d([space.toRaw(start)]), // [1, most measurements times raw numbers of one]
  };
}

/** The raw numbers of one measurement of it, [1, rawWidth]. @param step from 0 */
export function planned(params: Params, step: number, budget: Budget): tf.Tensor2D {
  const start = params["design/start"] as tf.Tensor2D;
  const each = start.shape[1] / plannedBy(budget);
  const own = tf.slice(start, [0, step * each], [1, each]);
  if (budget.most === undefined) return own;
  return tf.add(own, applyMlp(params, "design/budget", tf.tensor2d([budgetAt(budget, step)])));
}

/** Numbers that every one of n experiments reads alike. */
export const alike = (n: number, numbers: readonly number[]): tf.Tensor2D[] => numbers.map((x) => tf.fill([n, 1], x));
