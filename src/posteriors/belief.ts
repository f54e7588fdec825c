/** One belief in numbers: weighted draws of theta, summed up. */
import * as tf from "@tensorflow/tfjs-core";
import type { Simulator } from "../contracts/simulator.js";
import { effectiveSize, normalisedWeights, type WeightedSummary, weightedSummary } from "../numbers/weightedDraws.js";

export interface Belief {
  /** Effective sample size: so many draws from the posterior would say as much. */
  readonly ess: number;
  /** None where so few draws are left that their spread would say nothing. */
  readonly parameters: readonly ({ readonly name: string; readonly unit: string } & WeightedSummary)[];
  /** By which posterior, where it was not by weights on draws from the prior. */
  readonly by?: string;
  /** Why these numbers are rough, in words; absent where they are not. */
  readonly warnings?: readonly string[];
}

const fewDraws = 50;

/** With fewer, an interval of 90 % would rest on its two ends, or on a single draw. */
const leastDraws = 10;

/** No belief can be told. */
export const nothing = (why: string): Belief => ({ ess: 0, parameters: [], warnings: [`${why}: no intervals`] });

/** @param thetas [n, p] @param logs their log weights, [n] */
export function summary(thetas: tf.Tensor2D, logs: tf.Tensor, { names, units }: Simulator["prior"]): Belief {
  const weights = normalisedWeights(logs.dataSync());
  if (!weights) return { ess: 0, parameters: [], warnings: ["no draw from the prior explains what was seen"] };
  const ess = effectiveSize(weights);
  const size = `effective sample size ${ess.toFixed(0)}`;
  if (ess < leastDraws) return { ...nothing(`the draws from the prior are too few for this history (${size})`), ess };
  const parameters = names.map((name, j) => {
    const values = tf.slice(thetas, [0, j], [-1, 1]).dataSync();
    return { name, unit: units[j] as string, ...weightedSummary(values, weights) };
  });
  const few = `only ${ess.toFixed(0)} effective draws: these beliefs are rough`;
  return { ess, parameters, ...(ess < fewDraws ? { warnings: [few] } : {}) };
}
