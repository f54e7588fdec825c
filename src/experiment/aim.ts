/** What the information of an experiment is about: all of theta, or its goal. Whoever reads theta for its information reads it here. */
import type * as tf from "@tensorflow/tfjs-core";
import type { Prior, Simulator } from "../contracts/simulator.js";

/** The prior of what is to be learned, and how it follows from theta. */
export interface Aim extends Pick<Prior, "names" | "units" | "support" | "logDensity"> {
  /** theta [n, p] -> [n, m] */
  of(theta: tf.Tensor2D): tf.Tensor2D;
}

export function aimOf({ prior, goal }: Pick<Simulator, "prior" | "goal">): Aim {
  return goal ?? { ...prior, of: (theta) => theta };
}

/** Whether it is one of a few kinds: then it has no density, no mean and no spread. */
export const isCategory = ({ goal }: Pick<Simulator, "goal">): boolean => goal?.shares !== undefined;

/** Whether the likelihood of what is to be learned can be had from that of theta: by averaging over draws of the rest. */
export const likelihoodServes = ({ logLikelihood, goal }: Pick<Simulator, "logLikelihood" | "goal">): boolean =>
  logLikelihood !== undefined && (goal === undefined || goal.put !== undefined);
