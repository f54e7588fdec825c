/** Which gradient by the design a training has, by what the simulator declares: the path's own, one that counts outcomes out, or an optimizer's that does without. */
import { check } from "../../basics/errors.js";
import { pick } from "../../basics/names.js";
import type { Estimator } from "../../contracts/bounds.js";
import type { Exploration, Explored, Optimizer } from "../../contracts/optimizer.js";
import type { Policy } from "../../contracts/policy.js";
import type { Simulator } from "../../contracts/simulator.js";
import type { FeatureScaling } from "../../contracts/values.js";
import type { Enumeration } from "./counting.js";
import { buildContrasted, buildEnumeration } from "./enumeration.js";
import { optimizers, preferred } from "./optimizers/index.js";

/** Whether outcomes depend smoothly on the design, so that nothing else is needed. */
export const hasPath = ({ gradient = "pathwise" }: Pick<Simulator, "gradient">): boolean => gradient === "pathwise";

/** Whether nothing but simulations tells of a design: no path, and no likelihood that the bound reads. */
export const isBlackBox = (simulator: Pick<Simulator, "gradient">, { scores }: Pick<Estimator, "scores">): boolean =>
  !hasPath(simulator) && scores !== "likelihood";

/** Whether trials are designs of numbers all over their ranges. */
export const triesNumbers = ({ designs }: Pick<Simulator, "designs">, adapts: boolean): boolean => !adapts && !designs.decide;

interface Chosen {
  /** By name; absent: the preferred one of this restart. */
  readonly optimizer?: string | undefined;
  /** The first is 0. */
  readonly restart?: number;
  /** One measurement alone, by whose likelihood every one of a policy's can be scored; absent: none can. */
  readonly single?: Simulator | undefined;
}

/** What stands in the place of a path that there is not, an optimizer's with its name; nothing where there is one. */
export function gradientOf(
  simulator: Simulator,
  estimator: Estimator,
  policy: Policy,
  scaling: FeatureScaling,
  { optimizer, restart = 0, single }: Chosen = {},
): { readonly enumeration?: Enumeration; readonly score?: Exploration; readonly optimizer?: string } {
  const enumeration = hasPath(simulator)
    ? buildContrasted(simulator, estimator)
    : buildEnumeration(simulator, estimator, policy.kind, single);
  if (enumeration) return { enumeration };
  if (hasPath(simulator)) return {};
  const found = optimizerOf(simulator, estimator, policy, { optimizer, restart });
  return { score: found.build({ simulator, estimator, policy, scaling }), optimizer: found.name };
}

/** What is moved: choices are where a relaxed one has to be made (`DesignSpace.decide`). */
const exploredBy = ({ designs }: Pick<Simulator, "designs">, { kind }: Pick<Policy, "kind">): Explored =>
  kind === "adaptive" ? "policies" : designs.decide ? "choices" : "numbers";

/** An optimizer that is asked for trains a policy's static start, where it does not train policies; likelihoods have a gradient of their own. */
function optimizerOf(simulator: Simulator, estimator: Estimator, policy: Policy, { optimizer, restart = 0 }: Chosen): Optimizer {
  const moved = isBlackBox(simulator, estimator) ? exploredBy(simulator, policy) : "policies";
  const usual = preferred[moved][restart % preferred[moved].length] as Optimizer;
  const asked = optimizer === undefined ? usual : pick<Optimizer>(optimizers, optimizer, "optimizer");
  return asked.trains.includes(moved) ? asked : usual;
}

/** @throws InputError for an optimizer that is not known, or of no use for the static design */
export function checkOptimizer(simulator: Simulator, estimator: Estimator, asked: string | undefined): void {
  if (asked === undefined) return;
  const { trains, name } = pick<Optimizer>(optimizers, asked, "optimizer");
  const why = hasPath(simulator) ? "a path from design to outcome" : "a likelihood";
  check(
    isBlackBox(simulator, estimator),
    `--optimizer ${name} is for simulators of which there are simulations only; ${simulator.name} has ${why}, whose gradient is better: leave it out`,
  );
  const moved = exploredBy(simulator, { kind: "fixed" });
  check(
    trains.includes(moved),
    `--optimizer ${name} is for ${trains.join(" and ")}, and a design of ${simulator.name} is of ${moved}: leave it out`,
  );
}
