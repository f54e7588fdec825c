/** Which bound is maximised, and refusals that come before anything is computed. */
import { InputError } from "../basics/errors.js";
import { unknownName } from "../basics/names.js";
import type { Estimator } from "../contracts/bounds.js";
import type { Simulator } from "../contracts/simulator.js";
import { estimators, preferred } from "../estimators/index.js";
import { isTrainable, lacking } from "../estimators/sorts.js";
import { likelihoodServes } from "../experiment/aim.js";
import { checkSettings, defaultsOf, type Settings, typedSettings } from "../options/settings.js";

/** Without a name, the registry's preferred one for what the simulator knows. */
export function chooseEstimator(name: string | undefined, simulator: Simulator): Estimator {
  const registry: Record<string, Estimator> = estimators;
  const wanted = name ?? (likelihoodServes(simulator) ? preferred.withLikelihood : preferred.without);
  const estimator = registry[wanted];
  const trainable = Object.values(registry).filter(isTrainable);
  const names = trainable.map((e) => e.name);
  const lower = trainable.filter(({ side }) => side === "lower").map((e) => e.name);
  if (!estimator) throw new InputError(unknownName("estimator", wanted, names));
  if (estimator.from === "samples") {
    throw new InputError(
      `${wanted} estimates from samples, with nothing that a design could be trained by. Choose one of ${names.join(", ")}`,
    );
  }
  if (!isTrainable(estimator)) {
    throw new InputError(
      `${wanted} is not a lower bound (its side is "${estimator.side}"), so maximising it proves nothing. Choose one of ${lower.join(", ")}`,
    );
  }
  const lacks = lacking(estimator, simulator);
  if (lacks) {
    const without = trainable.filter((e) => !lacking(e, simulator)).map((e) => e.name);
    const why = {
      likelihood: `needs a likelihood, and ${simulator.name} has none`,
      "likelihood of the goal": `needs the likelihood of the goal, and what is known is that of all parameters of ${simulator.name}`,
      "continuous goal": "models a density, and a goal that is one of a few kinds has none",
      "prior density": simulator.goal
        ? `needs the prior's density of what is to be learned, and for the goal ${simulator.goal.name} of ${simulator.name} it is not known`
        : `needs the prior's density, and the prior of ${simulator.name} has no logDensity(theta)`,
      "continuous outcomes": `models a density of outcomes, and those of ${simulator.name} are counts, categories or yes and no, which have none`,
    }[lacks];
    throw new InputError(`${wanted} ${why}. Choose one of ${without.join(", ")}`);
  }
  return estimator;
}

/** The estimator with the settings that were given, and all that it now has. @throws InputError naming the first wrong one */
export function withSettings(
  estimator: Estimator,
  given: Settings = {},
): { readonly estimator: Estimator; readonly estimatorSettings?: Settings } {
  const specs = estimator.settings ?? {};
  const typed = typedSettings(specs, given);
  checkSettings(`estimator "${estimator.name}"`, specs, typed);
  if (!estimator.settings || estimator.from === "density" || !estimator.with) return { estimator };
  const estimatorSettings = { ...defaultsOf(specs), ...typed };
  return { estimator: estimator.with(estimatorSettings), estimatorSettings };
}
