/** Which bound is maximised, and refusals that come before anything is computed. */
import { InputError } from "../basics/errors.js";
import { unknownName } from "../basics/names.js";
import type { Estimator } from "../contracts/bounds.js";
import type { Simulator } from "../contracts/simulator.js";
import { estimators, preferred } from "../estimators/index.js";

/** Without a name, the registry's preferred one for what the simulator knows. */
export function chooseEstimator(name: string | undefined, simulator: Simulator): Estimator {
  const registry: Record<string, Estimator> = estimators;
  const wanted = name ?? (simulator.logLikelihood ? preferred.withLikelihood : preferred.without);
  const estimator = registry[wanted];
  const trainable = Object.values(registry).filter(({ side }) => side === "lower");
  const names = trainable.map((e) => e.name);
  if (!estimator) throw new InputError(unknownName("estimator", wanted, names));
  if (estimator.side !== "lower") {
    throw new InputError(
      `${wanted} is not a lower bound (its side is "${estimator.side}"), so maximising it proves nothing. Choose one of ${names.join(", ")}`,
    );
  }
  if (estimator.scores === "likelihood" && !simulator.logLikelihood) {
    const without = trainable.filter(({ scores }) => scores === "critic").map((e) => e.name);
    throw new InputError(`${wanted} needs a likelihood, and ${simulator.name} has none. Choose one of ${without.join(", ")}`);
  }
  return estimator;
}
