/** Which gradient by the design a training has, by what the simulator declares: the path's own, one that counts outcomes out, or the score function's. */
import type { Estimator } from "../../contracts/bounds.js";
import type { Policy } from "../../contracts/policy.js";
import type { Simulator } from "../../contracts/simulator.js";
import type { FeatureScaling } from "../../contracts/values.js";
import { buildEnumeration, type Enumeration } from "./enumeration.js";
import { buildScoreGradient, type ScoreGradient } from "./scoreGradient.js";

/** Whether outcomes depend smoothly on the design, so that nothing else is needed. */
export const hasPath = ({ gradient = "pathwise" }: Pick<Simulator, "gradient">): boolean => gradient === "pathwise";

/** What stands in the place of a path that there is not; nothing where there is one. */
export function gradientOf(
  simulator: Simulator,
  estimator: Estimator,
  policy: Policy,
  scaling: FeatureScaling,
): { readonly enumeration?: Enumeration; readonly score?: ScoreGradient } {
  if (hasPath(simulator)) return {};
  const enumeration = buildEnumeration(simulator, estimator, policy.kind);
  return enumeration ? { enumeration } : { score: buildScoreGradient({ simulator, estimator, policy, scaling }) };
}
