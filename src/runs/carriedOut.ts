/** From where a training ended to the design that is carried out: exchanged, or the conventional one. */
import * as tf from "@tensorflow/tfjs-core";
import { fixed } from "../../policies/fixed.js";
import type { Estimator } from "../contracts/bounds.js";
import type { Estimate } from "../contracts/gain.js";
import type { Simulator } from "../contracts/simulator.js";
import type { Key } from "../contracts/values.js";
import { likelihoodServes } from "../experiment/aim.js";
import { sliceDraw, validationDraw } from "../experiment/draws.js";
import { buildEnumeration } from "../information/training/enumeration.js";
import type { TrainState } from "../information/training/state.js";
import type { TrainTask } from "../information/training/task.js";
import { split } from "../numbers/keys.js";
import { openComparison, openCounted } from "./compareRestart.js";
import { exchangeDraws, exchanged, triesAfter } from "./exchange.js";
import type { FinishedRestart } from "./piece.js";

export type Compared = Pick<FinishedRestart, "design" | "compared">;

/**
 * A constrained design as it will be measured: exchanged over windows and grid by draws that it was not trained on, where a likelihood tells
 * designs apart that the critic of one does not know. A black box's critic knows the choices that were tried, and they have no gradient: the best are found so.
 */
export function carriedOut(
  trained: Compared,
  task: TrainTask,
  state: TrainState,
  key: Key,
  compare: (design: readonly number[]) => Estimate,
): Compared {
  const { simulator, validation, score, options } = task;
  const { designs } = simulator;
  const chosen = () => (score?.explores && designs.decide ? designs.constrained?.({}) : undefined);
  const space = likelihoodServes(simulator) ? designs : chosen();
  if (!space?.exchanges) return trained;
  const draw = sliceDraw(validation, 0, Math.min(exchangeDraws, validation.theta.shape[0]));
  const comparison = openComparison(task, state, draw, key);
  try {
    const { design } = exchanged(space, trained.design, (one) => comparison.of(fixed(one)).value, triesAfter(options.steps));
    return { design, compared: compare(design) };
  } finally {
    comparison.dispose();
    tf.dispose([draw.theta, draw.noise]);
  }
}

/** Counted out, differences of designs have a quarter of the variance, and half of the draws tell more than all of them as they are. */
const countedDraws = exchangeDraws / 2;

/** Five surveys of an epidemic needed 32; of thirty trials more would take as long as the training. */
const mostCounted = 150;

/**
 * A noisy gradient carries designs to the edges of their space and leaves them there. Where thetas are counted out, a design's worth by draws that are
 * common to all varies so little that single exchanges find what the gradient could not. undefined where they cannot be counted.
 * @param steps of the training
 */
export async function exchangedByCounting(
  trained: Compared,
  simulator: Simulator,
  estimator: Estimator,
  key: Key,
  compare: (design: readonly number[]) => Estimate,
  steps: number,
  signal?: AbortSignal,
): Promise<Compared | undefined> {
  const space = simulator.designs.exchanges ? simulator.designs : simulator.designs.constrained?.({});
  const enumeration = buildEnumeration(simulator, estimator, "adaptive"); // of thetas, whatever the training counted
  if (!space?.exchanges || !enumeration) return undefined;
  const k = split(key, "draw", "policy");
  const draw = await validationDraw(simulator, k.draw, countedDraws, signal);
  const counted = openCounted(simulator, enumeration, draw, k.policy);
  try {
    const { design } = exchanged(space, trained.design, (one) => counted.of(fixed(one)), triesAfter(steps, mostCounted));
    return betterOf(trained, { design, compared: compare(design) });
  } finally {
    counted.dispose();
    tf.dispose([draw.theta, draw.noise]);
  }
}

/**
 * Gradients by the score function are so noisy that a short training can end below where it began. A known likelihood tells, by the same
 * draws: the conventional design is then kept.
 */
export function betterOf(trained: Compared, other: Compared): Compared {
  return other.compared.value > trained.compared.value ? other : trained;
}
