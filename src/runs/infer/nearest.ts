/** A rough second road to a posterior that was trained: the parameters of the simulations that came out most like the data. */
import { short } from "../../basics/digits.js";
import { enumerate, withUnit } from "../../basics/text.js";
import { rowsThatAreSound, whitening } from "../../numbers/whitening.js";
import type { InferredParameter } from "../../records/types.js";
import type { Rows } from "./again.js";

export interface Near {
  readonly mean: number;
  readonly sd: number;
}

/** So many of all simulations: rejection, without any weights (Pritchard et al. 1999). It is wider than the posterior, and never leaves the prior. */
const kept = 100;

/** @param theta [n, p] @param outcomes features of the same simulations, [n, q] @param seen [q] @returns one for each parameter */
export function nearestSimulations(theta: Rows, outcomes: Rows, seen: ArrayLike<number>): Near[] {
  const { columns: q, values } = outcomes;
  const whiten = whitening(outcomes);
  const own = whiten((j) => seen[j] as number);
  const distances = rowsThatAreSound(outcomes).map((i) => {
    const point = whiten((j) => values[i * q + j] as number);
    return { i, d: point.reduce((sum, x, j) => sum + (x - (own[j] as number)) ** 2, 0) };
  });
  const nearest = distances.sort((a, b) => a.d - b.d).slice(0, kept);
  return Array.from({ length: theta.columns }, (_, j) => {
    const all = nearest.map(({ i }) => theta.values[i * theta.columns + j] as number);
    const mean = all.reduce((sum, x) => sum + x, 0) / all.length;
    return { mean, sd: Math.sqrt(all.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (all.length - 1)) };
  });
}

/** In standard deviations of the nearest simulations: no posterior's mean is so far from theirs. */
const farOff = 2;

/** Parameters that a trained posterior puts where the simulations most like the data are not. */
export function contradicted(parameters: readonly Pick<InferredParameter, "name" | "mean">[], near: readonly Near[]): string[] {
  return parameters.flatMap(({ name, mean }, j) => {
    const { mean: theirs, sd } = near[j] as Near;
    return Math.abs(mean - theirs) > farOff * sd ? [name] : [];
  });
}

/** "The 100 simulations that came out most like the data have gamma 0.17 ± 0.05 1/day" */
export function nearestInWords(parameters: readonly InferredParameter[], near: readonly Near[]): string {
  const each = near.map(({ mean, sd }, j) => {
    const { name, unit } = parameters[j] as InferredParameter;
    return `${name} ${withUnit(`${short(mean, 3)} ± ${short(sd, 2)}`, unit)}`;
  });
  return `The ${kept} simulations that came out most like the data have ${enumerate(each)} (mean and standard deviation)`;
}
