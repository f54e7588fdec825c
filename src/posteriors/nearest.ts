import * as tf from "@tensorflow/tfjs-core";
import type { PosteriorMethod, Simulations } from "../contracts/posterior.js";
import type { Prior } from "../contracts/simulator.js";
import type { Key } from "../contracts/values.js";
import { tidied } from "../engine/tensors.js";
import { solveSymmetric } from "../numbers/solveSymmetric.js";
import { unbounded } from "../numbers/support.js";
import { drawnAgain, effectiveSize } from "../numbers/weightedDraws.js";
import { rowsThatAreSound, whitening } from "../numbers/whitening.js";
import { heard } from "./target.js";

/** Of all simulations this share is kept, and at least so many; and ten for each number that the regression has. */
const keptShare = 0.01;
const [leastKept, keptPerNumber] = [200, 10];

/** In standard deviations of those that are kept, a coordinate: so far out the regression goes beyond what it was made of. */
const mostBeyond = 2;

export const nearest: PosteriorMethod = {
  name: "nearest",
  summary:
    "the simulations that came out most like what was seen, weighted by how like, and moved by a regression of theta on outcomes",
  use: "no likelihood, and data that nothing trained has seen the like of: rough, wider than the posterior, and never far from simulations",
  reference: "Beaumont, Zhang and Balding 2002, Approximate Bayesian computation in population genetics",
  from: "simulations",
  needsPriorDensity: false,
  async *draw({ prior, simulations }, key, n, signal) {
    await heard(signal);
    const found = nearestTo(simulations as Simulations);
    yield { phase: "looking for simulations like the data", fraction: 0.5 };
    await heard(signal);
    const theta = drawn(prior, simulations as Simulations, found, key, n);
    yield { phase: "looking for simulations like the data", fraction: 1 };
    const beyond = Math.sqrt(found.lever / (simulations as Simulations).features.columns);
    // Where the regression is carried beyond its simulations, the error of its slopes is in the means too.
    const ess = effectiveSize(found.weights) / (1 + found.lever);
    return {
      theta,
      ess: prior.names.map(() => 1 / (1 / ess + 1 / n)),
      warnings:
        beyond > mostBeyond
          ? [
              `even the ${found.rows.length} simulations most like the data are not like them (${beyond.toFixed(1)} of their own standard deviations off): ` +
                "what is told of the parameters is carried on from there along a line",
            ]
          : [],
    };
  },
};

interface Near {
  /** Of the simulations, the nearest first. */
  readonly rows: readonly number[];
  /** They add up to 1. */
  readonly weights: Float64Array;
  /** How each lies from what was seen, whitened: [kept, q]. */
  readonly apart: readonly Float64Array[];
  /** Mean of `apart`, and its covariance. */
  readonly centre: readonly number[];
  readonly covariance: readonly (readonly number[])[];
  /** Squared distance of what was seen from their mean, in their spread. */
  readonly lever: number;
}

function nearestTo({ features, seen }: Simulations): Near {
  const { columns: q, values } = features;
  const whiten = whitening(features);
  const own = whiten((j) => seen[j] as number);
  const all = rowsThatAreSound(features).map((row) => {
    const apart = whiten((j) => values[row * q + j] as number).map((x, j) => x - (own[j] as number));
    return { row, apart, d: apart.reduce((sum, x) => sum + x * x, 0) };
  });
  all.sort((a, b) => a.d - b.d);
  const count = Math.min(all.length - 1, Math.max(leastKept, keptPerNumber * (q + 1), Math.round(keptShare * all.length)));
  const farthest = (all[count - 1]?.d ?? 0) * (1 + 1e-6) + 1e-12;
  const kept = all.filter(({ d }) => d <= farthest); // those as far as the last one too: counts come out alike
  const width = all[kept.length]?.d || 1; // squared distance of the first that is not kept
  const raw = kept.map(({ d }) => Math.max(1 - d / width, 1e-12)); // Epanechnikov's kernel
  const sum = raw.reduce((a, b) => a + b, 0);
  const weights = Float64Array.from(raw, (w) => w / sum);
  const apart = kept.map((one) => one.apart);
  const { centre, covariance } = spreadOf(apart, weights);
  const lever = solved(covariance, centre).reduce((sum, x, a) => sum + x * (centre[a] as number), 0);
  return { rows: kept.map(({ row }) => row), weights, apart, centre, covariance, lever };
}

/** Mean and covariance of rows by weights. */
function spreadOf(apart: readonly Float64Array[], weights: Float64Array) {
  const meanOf = (of: (x: Float64Array) => number) => weights.reduce((sum, w, i) => sum + w * of(apart[i] as Float64Array), 0);
  const centre = Array.from(apart[0] as Float64Array, (_, a) => meanOf((x) => x[a] as number));
  const off = (x: Float64Array, a: number) => (x[a] as number) - (centre[a] as number);
  return { centre, covariance: centre.map((_, a) => centre.map((_same, b) => meanOf((x) => off(x, a) * off(x, b)))) };
}

/** Variance, of all simulations 1, that is none: the rounding of what never varies, and of counts that all came out alike, decides nothing. */
const ridge = 1e-9;

const solved = (covariance: Near["covariance"], b: readonly number[]): number[] => solveSymmetric(covariance, b, ridge);

/** Draws of the kept thetas by their weights, each moved as the regression says that theta follows outcomes: to where it would be with what was seen. */
function drawn(prior: Prior, { theta }: Simulations, near: Near, key: Key, n: number): Float32Array {
  const { rows, weights } = near;
  const p = prior.names.length;
  const { free, back } = unbounded(prior);
  const own = Float32Array.from(rows.flatMap((row) => Array.from({ length: p }, (_, j) => theta.values[row * p + j] as number)));
  const z = tidied(() => Float64Array.from(free(tf.tensor2d(own, [rows.length, p])).dataSync()));
  for (let j = 0; j < p; j++) moveAlong(z, j, p, near);
  const out = drawnAgain(z, weights, key, n);
  return tidied(() => Float32Array.from(back(tf.tensor2d(out, [n, p])).dataSync()));
}

/** Takes off column j of z what a weighted regression on `apart` explains: theta where nothing is apart. */
function moveAlong(z: Float64Array, j: number, p: number, { weights, apart, centre, covariance }: Near): void {
  const mean = weights.reduce((sum, w, i) => sum + w * (z[i * p + j] as number), 0);
  const slopes = solved(
    covariance,
    centre.map((middle, a) =>
      weights.reduce((sum, w, i) => sum + w * ((apart[i]?.[a] as number) - middle) * ((z[i * p + j] as number) - mean), 0),
    ),
  );
  for (const [i, one] of apart.entries())
    z[i * p + j] = one.reduce((left, x, a) => left - (slopes[a] as number) * x, z[i * p + j] as number);
}
