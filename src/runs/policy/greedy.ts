/** Whether a run's policy can be compared with the greedy one, and how many experiments that is worth. */
import * as tf from "@tensorflow/tfjs-core";
import { InputError, messageOf } from "../../basics/errors.js";
import type { Simulator } from "../../contracts/simulator.js";
import { piece, rowsOf, tidied } from "../../engine/tensors.js";
import { likelihoodServes } from "../../experiment/aim.js";
import { type GreedySizes, greedySizes, listedOutcomes, pairsOfDecision } from "../../information/greedy/policy.js";
import { isIndependent } from "../../loading/rehearsal/draws.js";
import { likelihoodOf } from "../../modelling/likelihoods.js";
import { fixedKey, split } from "../../numbers/keys.js";
import { measurementsOf, outcomesOfOne, rawWidthOf, widthOf } from "../../numbers/measurements.js";

/** What the greedy policy takes of a run. */
export interface GreedyPlan {
  /** The first measurement, by whose likelihood every single one is scored. */
  readonly single: Simulator;
  readonly sizes: GreedySizes;
  /** Groups of the evaluation's experiments that it decides in. */
  readonly groups: number;
}

/**
 * The first measurement, where every single one can be scored by its likelihood alone.
 * @param first the experiment of one measurement @returns why none can, in words, where that is so
 */
export function scoredAlone(simulator: Simulator, first: () => Simulator): Simulator | string {
  const { name, prior, goal } = simulator;
  if (!simulator.logLikelihood || simulator.bank || !simulator.draw)
    return `${name} has no likelihood by which beliefs could be weighed between two measurements`;
  if (goal || prior.categories || !likelihoodServes(simulator))
    return "it goes by what is learned of all parameters, and this run asks something else";
  if (simulator.outcome.passive) return "what comes without being chosen is not weighed between two measurements";
  try {
    const single = first();
    if (!isSumOfSingles(simulator, single))
      return "measurements depend on each other given the parameters, or differ in kind: none can be scored alone";
    return single;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return `one measurement alone cannot be simulated: ${messageOf(error)}`;
  }
}

/** @param single as `scoredAlone` has it @returns why there is no greedy policy, in words, where there is none */
export const planGreedy = (simulator: Simulator, single: Simulator | string, samples: number): GreedyPlan | string =>
  typeof single === "string" ? single : sized(simulator, single, samples);

/** Experiments that are scored both ways, and draws that the independence of noise is judged by. */
const [tried, judged] = [8, 256];
/** Of log densities that are sums of float32. */
const tolerance = 2e-3;

/** Whether the log density of all outcomes is the sum of that of each, by the first one's, and their noise is new: tried on a few experiments. */
function isSumOfSingles(simulator: Simulator, single: Simulator): boolean {
  const k = split(fixedKey("greedy"), "noise", "draw", "design");
  const [whole, one] = [likelihoodOf(simulator), likelihoodOf(single)];
  const { draw, designs } = simulator;
  if (!whole || !one || !draw) return false;
  return tidied(() => {
    if (!isIndependent(draw.call(simulator, k.noise, judged))) return false;
    const { theta, noise } = draw.call(simulator, k.draw, tried);
    const design = tf.tensor2d([designs.random(k.design)]);
    const outcome = simulator.simulate(theta, design, noise);
    const together = rowsOf(whole(theta, design, outcome));
    const [width, outcomes] = [widthOf(designs), outcomesOfOne(simulator) as number];
    const parts = Array.from({ length: measurementsOf(designs) }, (_, i) =>
      rowsOf(one(theta, piece(design, i, width), piece(outcome, i, outcomes))),
    );
    return together.every((row, i) =>
      row.every((x, j) => {
        const sum = parts.reduce((total, part) => total + (part[i]?.[j] as number), 0);
        return (
          x === sum ||
          Math.abs(x - sum) <= tolerance * (1 + parts.reduce((total, part) => total + Math.abs(part[i]?.[j] as number), 0))
        );
      }),
    );
  });
}

/** Pairs scored in all: some ten seconds on one core with a likelihood of a dozen operations. */
const budget = 1e9;
/** Groups of the hundred that an evaluation has: with fewer the error is not known, more are not worth it. */
const [fewest, most] = [8, 40];
/** Log weights of one group's experiments, numbers. */
const mostWeights = 2 ** 24;

/** So many times the budget is taken for the fewest groups, minutes, and no more: places of several numbers are many. */
const patience = 20;

function sized(simulator: Simulator, single: Simulator, samples: number): GreedyPlan | string {
  const { designs } = simulator;
  const perGroup = Math.ceil(samples / 100);
  const listed = listedOutcomes(simulator);
  const pool = Math.min(greedySizes.pool, Math.max(1000, Math.floor(mostWeights / perGroup)));
  const sizes = { ...greedySizes, ...(listed ? { particles: 512 } : {}), pool };
  const pairs = pairsOfDecision(designs, sizes, listed?.length) * (1 + perGroup * (measurementsOf(designs) - 1));
  if (rawWidthOf(designs) > 1 && fewest * pairs > patience * budget)
    return "so many places can be measured, and so many times, that looking at each in every decision would take too long";
  return { single, sizes, groups: Math.round(Math.min(most, Math.max(fewest, budget / pairs))) };
}
