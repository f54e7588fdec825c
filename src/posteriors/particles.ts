/**
 * Particles that go from the prior to a posterior in steps small enough for their weights: sequential Monte Carlo (Del Moral, Doucet and Jasra
 * 2006), the steps found by bisection (Jasra et al. 2011).
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Key } from "../contracts/values.js";
import { coloured, whiteningOf } from "../numbers/covariance.js";
import { normals, uniforms } from "../numbers/distributions.js";
import { fold, split } from "../numbers/keys.js";
import { effectiveSize, normalisedWeights, resampled } from "../numbers/weightedDraws.js";
import { evaluated, type Logs, nothingExplains, type Target } from "./target.js";

export interface Particles {
  /** [n, p], row after row. */
  readonly z: Float64Array;
  readonly logPrior: Float64Array;
  /** Log likelihood of what they know so far. */
  readonly logs: Float64Array;
  /** Which of the draws from the prior each comes from. */
  readonly ancestors: Uint32Array;
  /** log p(what they know), nats. */
  readonly logEvidence: number;
  /** Product of n/(n-1) over the draws and resamplings so far. */
  readonly inflation: number;
}

/** A step is as long as it leaves this share of the particles effective. */
const keptShare = 0.5;

/** Draws from the prior, a particle, and at least: the first step may be a long one, and a likelihood with walls may leave few of them. */
const drawsPerParticle = 8;
const leastDraws = 20_000;

/** Sweeps of moves after a resampling: until a particle was moved so often on average, but no more than so many. */
const movesWanted = 3;
const mostSweeps = 20;

/** Particles that know nothing yet: many more of them than later. */
export function priorParticles(target: Target, key: Key, n: number, signal?: AbortSignal): Particles {
  const size = Math.max(drawsPerParticle * n, leastDraws);
  const z = target.draw(key, size);
  return {
    z,
    logPrior: evaluated(target.logPrior, z, target.p, signal),
    logs: new Float64Array(size),
    ancestors: Uint32Array.from({ length: size }, (_, i) => i),
    logEvidence: 0,
    inflation: size / (size - 1),
  };
}

export interface Bridge {
  readonly target: Target;
  /** Log likelihood, of z, that the particles know; absent: nothing. */
  readonly from?: Logs;
  /** .. and that they shall know. */
  readonly to: Logs;
  /** Particles afterwards. */
  readonly n: number;
  readonly key: Key;
  /** As `movesWanted`, after the last step. */
  readonly lastMoves?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Takes particles from one likelihood to another, by (1-b) from + b to for rising b: reweighted, resampled, moved.
 * Yields the share of the way that is done. @throws InputError where nothing explains what was seen
 */
export async function* bridged(start: Particles, bridge: Bridge): AsyncGenerator<number, Particles> {
  const { target, from, to, n, key, lastMoves = movesWanted, signal } = bridge;
  const { p } = target;
  let now = start;
  let next = evaluated(to, start.z, p, signal);
  let b = 0;
  for (let step = 0; b < 1; step++) {
    const k = split(fold(key, step), "resample", "move");
    const gains = next.map((value, i) => value - (now.logs[i] as number));
    const [share, weights] = longestStep(gains, Math.min(n, now.logs.length) * keptShare);
    b = share === 1 ? 1 : b + (1 - b) * share;
    const gained = logMean(gains.map((gain) => share * gain));
    const chosen = resampled(weights, uniforms(k.resample, n).sort()); // multinomial: the error by ancestors is told for it
    const logs: Logs = b === 1 || !from ? (z) => tf.mul(b, to(z)) : (z) => tf.add(tf.mul(1 - b, from(z)), tf.mul(b, to(z)));
    const kept: Particles = {
      z: rowsAt(now.z, chosen, p),
      logPrior: at(now.logPrior, chosen),
      logs: Float64Array.from(chosen, (i) => (now.logs[i] as number) + share * (gains[i] as number)),
      ancestors: Uint32Array.from(chosen, (i) => now.ancestors[i] as number),
      logEvidence: now.logEvidence + gained,
      inflation: (now.inflation * n) / (n - 1),
    };
    now = moved(kept, { target, logs, key: k.move, wanted: b === 1 ? lastMoves : movesWanted, signal });
    if (b < 1) next = evaluated(to, now.z, p, signal);
    yield b;
    await new Promise(setImmediate);
  }
  return now;
}

/** The largest share of the gains whose weights leave so many particles effective, and those weights. */
function longestStep(gains: Float64Array, wanted: number): [share: number, weights: Float64Array] {
  const weigh = (share: number) => normalisedWeights(gains.map((gain) => share * gain));
  const all = weigh(1);
  if (!all) return nothingExplains(gains.length);
  const possible = gains.reduce((count, gain) => count + (gain > -Infinity ? 1 : 0), 0);
  const least = Math.min(wanted, keptShare * possible);
  if (effectiveSize(all) >= least) return [1, all];
  let [low, high] = [0, 1];
  for (let i = 0; i < 60 && high - low > 1e-3 * high; i++) {
    const middle = i < 30 && low === 0 ? high / 8 : (low + high) / 2;
    if (effectiveSize(weigh(middle) as Float64Array) >= least) low = middle;
    else high = middle;
  }
  return [low || high, weigh(low || high) as Float64Array];
}

/** Of exponentials. */
function logMean(logs: Float64Array): number {
  const most = logs.reduce((a, b) => Math.max(a, b), -Infinity);
  return most + Math.log(logs.reduce((sum, x) => sum + Math.exp(x - most), 0) / logs.length);
}

interface Moves {
  readonly target: Target;
  readonly logs: Logs;
  readonly key: Key;
  readonly wanted: number;
  readonly signal?: AbortSignal | undefined;
}

/** Of the steps that are tried, so many should be taken. */
const takenShare = 0.3;

/**
 * Sweeps of Metropolis steps. In turn they are normal with the particles' covariance, and differences of two particles (ter Braak 2006), of
 * which whole ones lead from mode to mode; how long the others are follows the share that is taken.
 */
function moved(start: Particles, { target, logs, key, wanted, signal }: Moves): Particles {
  const { p } = target;
  const [z, logPrior, values] = [start.z.slice(), start.logPrior.slice(), start.logs.slice()];
  const n = values.length;
  const kinds = [
    { length: 2.38 / Math.sqrt(p), fixed: false, steps: (k: Key) => coloured(normals(k, n * p), whiteningOf(z, p)) },
    { length: 2.38 / Math.sqrt(2 * p), fixed: false, steps: (k: Key) => differences(z, p, k) },
    { length: 1, fixed: true, steps: (k: Key) => differences(z, p, k) },
  ];
  for (let [sweep, done] = [0, 0]; done < wanted && sweep < mostSweeps * wanted; sweep++) {
    const k = split(fold(key, sweep), "step", "accept");
    const kind = kinds[sweep % kinds.length] as (typeof kinds)[number];
    const steps = kind.steps(k.step);
    const proposed = z.map((x, i) => x + kind.length * (steps[i] as number));
    const newPrior = evaluated(target.logPrior, proposed, p, signal);
    const newValues = evaluated(logs, proposed, p, signal);
    const u = uniforms(k.accept, n);
    let taken = 0;
    for (let i = 0; i < n; i++) {
      const gain = (newPrior[i] as number) + (newValues[i] as number) - (logPrior[i] as number) - (values[i] as number);
      if (!(Math.log(u[i] as number) < gain)) continue;
      taken++;
      z.set(proposed.subarray(i * p, (i + 1) * p), i * p);
      logPrior[i] = newPrior[i] as number;
      values[i] = newValues[i] as number;
    }
    if (!kind.fixed) kind.length *= Math.exp(taken / n - takenShare);
    done += taken / n;
  }
  return { ...start, z, logPrior, logs: values };
}

/** For each particle the difference of two that are drawn, [n, p]. */
function differences(z: Float64Array, p: number, key: Key): Float64Array {
  const n = z.length / p;
  const picked = uniforms(key, 2 * n).map((u) => Math.floor(n * u));
  return z.map((_, i) => {
    const row = Math.floor(i / p);
    const of = (which: number): number => z[(picked[2 * row + which] as number) * p + (i % p)] as number;
    return of(0) - of(1);
  });
}

const at = (values: Float64Array, chosen: Uint32Array): Float64Array => Float64Array.from(chosen, (i) => values[i] as number);

function rowsAt(z: Float64Array, chosen: Uint32Array, p: number): Float64Array {
  const out = new Float64Array(chosen.length * p);
  for (const [row, i] of chosen.entries()) out.set(z.subarray(i * p, (i + 1) * p), row * p);
  return out;
}
