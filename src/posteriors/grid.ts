import { InputError } from "../basics/errors.js";
import { toldAs } from "../basics/steps.js";
import type { PosteriorMethod, PosteriorSample, PosteriorTask } from "../contracts/posterior.js";
import type { Key } from "../contracts/values.js";
import { whiteningOf } from "../numbers/covariance.js";
import { uniforms } from "../numbers/distributions.js";
import { fold, split } from "../numbers/keys.js";
import { effectiveSize, normalisedWeights } from "../numbers/weightedDraws.js";
import { type Lattice, type LatticeTask, mostPoints, positions, refined } from "./lattice.js";
import { bridged, priorParticles } from "./particles.js";
import { evaluated, type Target, targetOf } from "./target.js";

/** Particles that find where the posterior is. */
const seeds = 1000;

/** Means and sds, in sds, and the log evidence change by less when the spacing is halved. */
const tolerance = 1e-3;

/** Points an axis that the weight must be spread over before two spacings are compared: by less, one may agree with the other by chance. */
const leastSpread = 2.5;

const mostHalvings = 20;

/** Of the same, so much is told where no finer lattice could be had. */
const rough = 0.01;

export const grid: PosteriorMethod = {
  name: "grid",
  summary: "quadrature on a lattice that is refined until means, standard deviations and evidence no longer change",
  use: "up to three parameters and a known likelihood: exact, also with several modes, narrow or bent",
  reference: "Trefethen and Weideman 2014, The exponentially convergent trapezoidal rule",
  from: "likelihood",
  needsPriorDensity: true,
  mostParameters: 3,
  givesEvidence: true,
  async *draw(task, key, n, signal) {
    const k = split(key, "particles", "moves", "draws");
    const target = targetOf(task.prior);
    const likelihood = target.ofTheta(task.logLikelihood as NonNullable<PosteriorTask["logLikelihood"]>);
    const bridge = { target, to: likelihood, n: seeds, key: k.moves, signal };
    const finding = bridged(priorParticles(target, k.particles, seeds, signal), bridge);
    const { z, logPrior, logs } = yield* toldAs(finding, (done) => ({ phase: "finding the posterior", fraction: 0.5 * done }));
    const density = (at: Float64Array): Float64Array => {
      const prior = evaluated(target.logPrior, at, target.p, signal);
      const likely = evaluated(likelihood, at, target.p, signal);
      return prior.map((value, i) => value + (likely[i] as number));
    };
    const top = logs.reduce((most, log, i) => Math.max(most, log + (logPrior[i] as number)), Number.NEGATIVE_INFINITY);
    const lattices: LatticeTask = { p: target.p, whitening: whiteningOf(z, target.p), seeds: z, top, evaluate: density };
    let lattice = refined(lattices) as Lattice;
    let summed = sums(lattice, lattices, target);
    let change = Number.POSITIVE_INFINITY;
    for (let halving = 1; halving <= mostHalvings && change > tolerance; halving++) {
      yield { phase: "integrating", fraction: 0.5 + (0.4 * halving) / mostHalvings };
      await new Promise(setImmediate);
      const next = refined(lattices, lattice);
      if (!next) break;
      const nextSums = sums(next, lattices, target);
      const spread = effectiveSize(summed.weights) ** (1 / target.p);
      if (spread >= leastSpread) change = difference(summed, nextSums);
      [lattice, summed] = [next, nextSums];
    }
    const drawn = drawsOf(lattices, { lattice, weights: summed.weights, key: k.draws, n });
    return result(target, summed, drawn, change, n);
  },
};

interface Sums {
  readonly weights: Float64Array;
  readonly logEvidence: number;
  readonly moments: readonly { readonly mean: number; readonly sd: number }[];
}

/** @throws InputError where no point has any weight */
function sums({ places, logs, spacing }: Lattice, task: LatticeTask, target: Target): Sums {
  const { p } = target;
  const weights = normalisedWeights(logs);
  if (!weights) throw new InputError("nothing explains what was seen");
  const theta = target.theta(positions(places, spacing, task));
  const top = logs.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const sum = logs.reduce((total, log) => total + Math.exp(log - top), 0);
  const over = (of: (row: number) => number): number => weights.reduce((total, w, i) => total + (w > 0 ? w * of(i) : 0), 0);
  return {
    weights,
    logEvidence: top + Math.log(sum) + p * Math.log(spacing) + task.whitening.logVolume,
    moments: Array.from({ length: p }, (_, j) => {
      const mean = over((i) => theta[i * p + j] as number);
      return { mean, sd: Math.sqrt(over((i) => ((theta[i * p + j] as number) - mean) ** 2)) };
    }),
  };
}

function difference(a: Sums, b: Sums): number {
  const apart = b.moments.flatMap(({ mean, sd }, j) => {
    const before = a.moments[j] as Sums["moments"][number];
    return [Math.abs(mean - before.mean) / sd, Math.abs(sd - before.sd) / sd];
  });
  return Math.max(Math.abs(a.logEvidence - b.logEvidence), ...apart);
}

interface Drawing {
  readonly lattice: Lattice;
  readonly weights: Float64Array;
  readonly key: Key;
  readonly n: number;
}

/** Of the ratios by which the density within a cell exceeds that of its middle, so many are below the bound that draws are thinned by. */
const boundShare = 0.999;

/**
 * A cell by its weight (inverse cdf), a place anywhere in it, and thinned by what the density there is to that of the middle: then draws follow
 * the density itself, not its steps. @returns z [n, p]
 */
function drawsOf(task: LatticeTask, { lattice, weights, key, n }: Drawing): Float64Array {
  const { p } = task;
  const { places, logs, spacing } = lattice;
  const cumulated = cumulative(weights);
  const out = new Float64Array(n * p);
  let bound: number | undefined;
  for (let [round, done] = [0, 0]; done < n; round++) {
    const k = split(fold(key, round), "cell", "inside", "thin");
    const size = 2 * n + 1000;
    const cells = Float64Array.from(uniforms(k.cell, size), (u) => indexOf(cumulated, u));
    const inside = uniforms(k.inside, size * p, -0.5, 0.5);
    const wanted = inside.map((u, i) => u + (places[(cells[Math.floor(i / p)] as number) * p + (i % p)] as number));
    const z = positions(wanted, spacing, task);
    const ratios = task.evaluate(z).map((log, i) => log - (logs[cells[i] as number] as number));
    bound ??= ratios.slice().sort()[Math.floor(boundShare * (size - 1))] as number;
    const u = uniforms(k.thin, size);
    for (let i = 0; i < size && done < n; i++) {
      if (Math.log(u[i] as number) >= (ratios[i] as number) - bound) continue;
      out.set(z.subarray(i * p, (i + 1) * p), p * done++);
    }
  }
  return out;
}

function cumulative(weights: Float64Array): Float64Array {
  let sum = 0;
  return weights.map((w) => {
    sum += w;
    return sum;
  });
}

/** The first index whose cumulative weight exceeds u. */
function indexOf(cumulated: Float64Array, u: number): number {
  let [low, high] = [0, cumulated.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cumulated[middle] as number) > u) high = middle;
    else low = middle + 1;
  }
  return low;
}

function result(target: Target, { logEvidence, moments }: Sums, z: Float64Array, change: number, n: number): PosteriorSample {
  const coarse =
    `the lattice may have ${mostPoints} points and was not fine enough: when its spacing was last halved, ` +
    (Number.isFinite(change)
      ? `moments still changed by ${change.toPrecision(2)} sd`
      : "its points were still too far apart to tell");
  return {
    theta: target.theta(z),
    ess: moments.map(() => n),
    logEvidence: { value: logEvidence, se: change },
    moments,
    warnings: change > rough ? [coarse] : [],
  };
}
