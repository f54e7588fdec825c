/** How many others each outcome or pair is contrasted with in training, where that is asked for, and refusals that come before anything is computed. */
import { check, InputError } from "../basics/errors.js";
import { withoutGaps } from "../basics/withoutGaps.js";
import type { Estimator, FromScores } from "../contracts/bounds.js";
import type { TrainingOptions } from "../contracts/options.js";
import type { Simulator } from "../contracts/simulator.js";
import { withNegatives } from "../estimators/fewerNegatives.js";
import { preferred } from "../estimators/index.js";
import { doubling, withContrasts, withNearContrasts } from "../estimators/moreContrasts.js";
import { countsTrials } from "../information/training/enumeration.js";
import { hasPath } from "../information/training/gradient.js";
import { withParts } from "../modelling/failures.js";
import { trainingOptions } from "../options/table.js";

type Contrasted = Pick<TrainingOptions, "negatives" | "trainingContrasts" | "nearContrasts" | "batch" | "curriculum">;

/** Every outcome that a count can have is weighed under every one of these thetas, in every measurement of every experiment: few experiments do, but not few thetas (docs/policies.md). */
const usual = { nearContrasts: 128, batch: 32 } as const;

/** What a policy that chooses counts of trials is trained with, where nothing else is asked for (`src/information/training/trialSteps.ts`); undefined of all others. */
export function usualOfTrials(
  asked: Partial<TrainingOptions>,
  estimator: Estimator,
  simulator: Simulator,
): Partial<Pick<TrainingOptions, "nearContrasts" | "batch">> | undefined {
  const { batch, negatives, trainingContrasts, nearContrasts } = asked;
  if (!countsTrials(simulator, estimator) || negatives !== undefined || trainingContrasts !== undefined) return undefined;
  return { ...usual, ...withoutGaps({ batch, nearContrasts }) };
}

/**
 * The estimator with as many others to each pair as are asked for.
 * @param countsList whether a policy that chooses from a list is trained by what every candidate is expected to tell, under beliefs of as many thetas as there are
 * @throws InputError where pairs are not contrasted, or not with so many
 */
export function contrastedWith(
  asked: Contrasted,
  estimator: Estimator,
  simulator: Simulator,
  isPolicy: boolean,
  countsList: () => boolean = () => false,
): Estimator {
  const found = contrastedAs(asked, estimator, simulator, isPolicy, countsList);
  checkCurriculum(asked, found as FromScores);
  return found;
}

/** Fewer near contrasts than these, and some widths have none: the least that can be asked for. */
const fewestNear = trainingOptions.nearContrasts.min;

/** @throws InputError where a curriculum has nothing to double, or begins with too few */
function checkCurriculum({ curriculum, batch }: Contrasted, { nearContrasts, contrasts }: FromScores): void {
  if (curriculum === undefined || curriculum === 1) return;
  const all = nearContrasts ?? contrasts;
  if (all === undefined)
    throw new InputError(
      `--curriculum ${curriculum} doubles contrasts, and there are only the batch's: add --training-contrasts or --near-contrasts, or leave it out`,
    );
  const fewest = nearContrasts === undefined ? batch + 1 : fewestNear;
  // The first stage has more than fewest - 1 as long as all / 2^(stages - 1) is above that.
  const most = Math.ceil(Math.log2(all / (fewest - 1)));
  check(
    curriculum <= most,
    `--curriculum ${curriculum} would begin with ${doubling(all, curriculum)[0]} of ${all} contrasts, fewer than the least, ${fewest}${nearContrasts === undefined ? " (the batch has the others anyhow)" : ""}: ` +
      (most > 1 ? `at most --curriculum ${most}, or more contrasts` : "leave it out, or take more contrasts"),
  );
}

function contrastedAs(
  { negatives, trainingContrasts, nearContrasts, batch }: Contrasted,
  estimator: Estimator,
  simulator: Simulator,
  isPolicy: boolean,
  countsList: () => boolean,
): Estimator {
  if (nearContrasts !== undefined) {
    check(
      negatives === undefined,
      `--near-contrasts ${nearContrasts} takes the place of --negatives ${negatives}: leave out one of them`,
    );
    check(
      trainingContrasts === undefined || trainingContrasts > nearContrasts,
      `--near-contrasts ${nearContrasts} stands for the bound of --training-contrasts ${trainingContrasts} draws of the prior: give more of those, as many as the evaluation has, or leave them out`,
    );
    check(
      !isPolicy || !countsTrials(simulator, estimator) || trainingContrasts === undefined,
      `a policy of ${simulator.name} is trained by what each count is expected to tell, which stands for no number of draws of the prior: leave out --training-contrasts ${trainingContrasts}, or --near-contrasts ${nearContrasts}`,
    );
    const problem = nearProblem(estimator, simulator, isPolicy);
    if (problem || !isOfOutcomes(estimator)) throw new InputError(`${problem}; or leave out --near-contrasts ${nearContrasts}`);
    return withNearContrasts(estimator, nearContrasts, trainingContrasts);
  }
  if (negatives === undefined) {
    if (trainingContrasts === undefined) return estimator;
    check(
      !isPolicy || !simulator.designs.decide || hasPath(simulator) || countsList(),
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

/** Thetas that are really drawn. */
const mostAtOnce = 1_000_000;

function withMore(count: number, estimator: Estimator, { name, bank, goal }: Simulator, batch: number): Estimator {
  const without = `leave out --training-contrasts ${count}`;
  if (!isOfOutcomes(estimator))
    throw new InputError(
      `${estimator.name} cannot take more contrasts than its batch has: they cost it experiments. Take an estimator of a known likelihood, ${preferred.withLikelihood}, or ${without}`,
    );
  check(
    count > batch,
    `--training-contrasts must be above the batch of ${batch}, whose parameters are contrasted anyhow, got ${count}`,
  );
  check(
    count <= mostAtOnce,
    `--training-contrasts ${count} is more than a training can draw in each step: at most ${mostAtOnce}, or estimate them by --near-contrasts 140`,
  );
  check(
    !bank,
    `${name} draws its parameters together with what is simulated for them, so more of them are more simulations: raise --batch, and ${without}`,
  );
  check(!goal, `what is to be learned is ${goal?.name}, whose scores are averages over a batch: raise --batch, and ${without}`);
  return withContrasts(estimator, count);
}

const isOfOutcomes = (estimator: Estimator): estimator is FromScores =>
  estimator.from === "scores" && estimator.scores === "likelihood" && estimator.ofOutcome !== undefined;

/** Why outcomes cannot be contrasted with parameters around their own, and what to do; undefined where they can. */
export function nearProblem(estimator: Estimator, simulator: Simulator, isPolicy: boolean): string | undefined {
  const { name, bank, goal, prior, logLikelihood } = simulator;
  if (!isOfOutcomes(estimator))
    return `${estimator.name} cannot take contrasts near an outcome's own parameters: take an estimator of a known likelihood, ${preferred.withLikelihood}`;
  if (isPolicy && countsTrials(simulator, estimator)) return undefined;
  if (!hasPath(simulator) && !simulator.logSides)
    return `${name} has no path from design to outcome, and its gradient counts out which parameters of a batch made an outcome: take --training-contrasts`;
  if (bank || !prior.logDensity)
    return `the density of the prior of ${name}, by which contrasts are weighed, is not known: raise --batch`;
  if (!logLikelihood?.pairs)
    return `the likelihood of ${name} does not tell the density of single pairs: write it by likelihoods, pairwiseScores(density) or forOwnDesigns(scores, density)`;
  if (goal) return `what is to be learned is ${goal.name}, whose scores are averages over a batch: raise --batch`;
  return undefined;
}

/** The simulator as its training sees it: with contrasts of each outcome's own, what jumps at limits has its path between them. */
export const trainedAlong = (simulator: Simulator, estimator: Estimator): Simulator =>
  simulator.logSides && estimator.from === "scores" && estimator.nearContrasts
    ? withParts(simulator, { gradient: "pathwise" })
    : simulator;
