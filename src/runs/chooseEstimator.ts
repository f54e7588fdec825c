/** Which bound is maximised, and refusals that come before anything is computed. */
import { check, InputError } from "../basics/errors.js";
import { unknownName } from "../basics/names.js";
import type { Estimator } from "../contracts/bounds.js";
import type { TrainingOptions } from "../contracts/options.js";
import type { Simulator } from "../contracts/simulator.js";
import { withNegatives } from "../estimators/fewerNegatives.js";
import { estimators, preferred } from "../estimators/index.js";
import { withContrasts, withNearContrasts } from "../estimators/moreContrasts.js";
import { isTrainable, lacking } from "../estimators/sorts.js";
import { likelihoodServes } from "../experiment/aim.js";
import { hasPath } from "../information/training/gradient.js";
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

type Contrasted = Pick<TrainingOptions, "negatives" | "trainingContrasts" | "nearContrasts" | "batch">;

/** The estimator with as many others to each pair as are asked for. @throws InputError where pairs are not contrasted, or not with so many */
export function contrastedWith(
  { negatives, trainingContrasts, nearContrasts, batch }: Contrasted,
  estimator: Estimator,
  simulator: Simulator,
  isPolicy: boolean,
): Estimator {
  if (nearContrasts !== undefined) {
    const others = { "--negatives": negatives, "--training-contrasts": trainingContrasts };
    for (const [option, given] of Object.entries(others))
      check(
        given === undefined,
        `--near-contrasts ${nearContrasts} takes the place of ${option} ${given}: leave out one of them`,
      );
    return withNear(nearContrasts, estimator, simulator);
  }
  if (negatives === undefined) {
    if (trainingContrasts === undefined) return estimator;
    check(
      !isPolicy || !simulator.designs.decide || hasPath(simulator),
      `a policy that chooses from a list has to try choices out, and is credited with all pairs of its batch: raise --batch, and leave out --training-contrasts ${trainingContrasts}`,
    );
    return withMore(trainingContrasts, estimator, simulator, batch);
  }
  check(
    trainingContrasts === undefined,
    `--negatives ${negatives} takes fewer others than the batch has, and --training-contrasts ${trainingContrasts} more: leave out one of them`,
  );
  return withFewer(negatives, estimator, simulator, batch);
}

function withFewer(count: number, estimator: Estimator, { name, gradient = "pathwise" }: Simulator, batch: number): Estimator {
  if (estimator.from !== "scores")
    throw new InputError(`${estimator.name} contrasts no pairs, so it has no negatives: leave out --negatives ${count}`);
  check(
    count < batch,
    `--negatives must be below the batch: of ${batch} experiments each has ${batch - 1} others, got ${count}. Raise --batch, or leave it out to take all`,
  );
  check(
    gradient === "pathwise",
    `${name} has no path from design to outcome, and its gradient credits each outcome with all pairs that it is in: leave out --negatives ${count}`,
  );
  return withNegatives(estimator, count);
}

function withMore(count: number, estimator: Estimator, { name, bank, goal }: Simulator, batch: number): Estimator {
  const without = `leave out --training-contrasts ${count}`;
  if (estimator.from !== "scores" || estimator.scores !== "likelihood" || !estimator.ofOutcome)
    throw new InputError(
      `${estimator.name} cannot take more contrasts than its batch has: they cost it experiments. Take an estimator of a known likelihood, ${preferred.withLikelihood}, or ${without}`,
    );
  check(
    count > batch,
    `--training-contrasts must be above the batch of ${batch}, whose parameters are contrasted anyhow, got ${count}`,
  );
  check(
    !bank,
    `${name} draws its parameters together with what is simulated for them, so more of them are more simulations: raise --batch, and ${without}`,
  );
  check(!goal, `what is to be learned is ${goal?.name}, whose scores are averages over a batch: raise --batch, and ${without}`);
  return withContrasts(estimator, count);
}

function withNear(count: number, estimator: Estimator, simulator: Simulator): Estimator {
  const { name, bank, goal, prior, logLikelihood } = simulator;
  const without = `leave out --near-contrasts ${count}`;
  if (estimator.from !== "scores" || estimator.scores !== "likelihood" || !estimator.ofOutcome)
    throw new InputError(
      `${estimator.name} cannot take contrasts near an outcome's own parameters. Take an estimator of a known likelihood, ${preferred.withLikelihood}, or ${without}`,
    );
  check(
    hasPath(simulator),
    `${name} has no path from design to outcome, and its gradient counts out which parameters of a batch made an outcome: ${without}, or take --training-contrasts`,
  );
  check(
    !bank && prior.logDensity !== undefined,
    `the density of the prior of ${name}, by which contrasts are weighed, is not known: ${without}`,
  );
  check(
    logLikelihood?.pairs !== undefined,
    `the likelihood of ${name} does not tell the density of single pairs: write it by likelihoods, pairwiseScores(density) or forOwnDesigns(scores, density), or ${without}`,
  );
  check(!goal, `what is to be learned is ${goal?.name}, whose scores are averages over a batch: raise --batch, and ${without}`);
  return withNearContrasts(estimator, count);
}
