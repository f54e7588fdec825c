/** How many pairs bounds need that average a density ratio: what no training can mend. */
import type { Estimator } from "../../contracts/bounds.js";
import { estimators } from "../../estimators/index.js";
import type { EstimateResult, InformationEstimate } from "./types.js";

/** Standard deviation that is asked for, nats. */
const error = 0.1;

/**
 * The mean of the true density ratio over n independent pairs that do not belong together has a variance of at least (e^I - 1) / n, and so has
 * its logarithm where n is large (Song and Ermon 2020, Understanding the limitations of variational mutual information estimators, theorem 2);
 * of normals, whatever their correlations, it is (e^{2I} - 1) / n.
 */
export function pairsNeeded(information: number): EstimateResult["needed"] {
  const of = (nats: number) => Math.max(1, Math.ceil(Math.expm1(Math.max(0, nats)) / error ** 2));
  return { error, pairs: of(information), normal: of(2 * information) };
}

/** Of a bound without a cap, which averages a ratio: whether it has fewer rows than it needs at least. */
export function partitionWarning({ estimator, value, cap, samples, side }: InformationEstimate): string[] {
  const { pairs } = pairsNeeded(value);
  const averages = Object.values<Estimator>(estimators).some(({ name, from }) => name === estimator && from === "scores");
  if (!averages || cap !== null || samples >= pairs) return [];
  return [
    `${estimator} averages density ratios, and at ${value.toFixed(2)} nats ${pairs.toExponential(0)} independent pairs would be needed for a standard deviation of ${error}: with ${samples} rows it is ${side === "lower" ? "too low, or by chance too high" : "by chance anywhere"}`,
  ];
}
