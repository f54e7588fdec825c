/**
 * Hamiltonian Monte Carlo by many chains side by side (Neal 2011, arXiv:1206.1901), and steps along the difference of two chains, which lead
 * from mode to mode (ter Braak 2006). Coordinates are whitened, so that momenta have variance 1 and a quarter of a turn is pi/2 long.
 */
import type { Key } from "../contracts/values.js";
import { coloured, type Whitening, whitened } from "../numbers/covariance.js";
import { normals, uniforms } from "../numbers/distributions.js";
import { fold, split } from "../numbers/keys.js";
import type { GradientStep, Slopes } from "./gradientStep.js";

/** All chains at one moment, in whitened coordinates. */
export interface State extends Slopes {
  /** [chains, p] */
  readonly w: Float64Array;
}

/** What a step did. */
export interface Stepped {
  readonly state: State;
  /** Probability of being taken, mean over the chains. */
  readonly accepted: number;
  readonly divergences: number;
}

/** In units of the whitened posterior: draws a quarter of a turn apart are independent if it is normal. */
const path = Math.PI / 2;
/** A path is so much shorter or longer, by chance: none comes back to where it began time and again. */
const pathSpread = 0.5;
/** Where the size is so small because there are several narrow places, a turn within one takes no more. */
const mostLeaps = 24;

/** An energy that is so much too large was not rounded off: the path has left what can be followed (as in Stan). */
const lostEnergy = 1000;

/** One path each, all of one length. Without a gradient it is a straight step, as of a random walk. */
export function hamiltonianStep(step: GradientStep, from: State, size: number, key: Key): Stepped {
  const k = split(key, "length", "momenta", "accept");
  const n = from.logs.length;
  const p = from.w.length / n;
  const length = path * (uniforms(k.length, 1, 1 - pathSpread, 1 + pathSpread)[0] as number);
  const leaps = step.differentiable ? Math.max(1, Math.min(mostLeaps, Math.round(length / size))) : 1;
  const started = Float64Array.from(normals(k.momenta, n * p));
  const w = from.w.slice();
  const r = started.slice();
  let now: Slopes = from;
  for (let leap = 0; leap < leaps; leap++) {
    for (let i = 0; i < w.length; i++) {
      r[i] = (r[i] as number) + 0.5 * size * (now.gradient[i] as number);
      w[i] = (w[i] as number) + size * (r[i] as number);
    }
    now = step.at(w);
    for (let i = 0; i < w.length; i++) r[i] = (r[i] as number) + 0.5 * size * (now.gradient[i] as number);
  }
  let divergences = 0;
  const gains = now.logs.map((log, c) => {
    const gain = log - energyOf(r, c, p) - (from.logs[c] as number) + energyOf(started, c, p);
    if (log > -Infinity && !(gain > -lostEnergy)) divergences++;
    return Number.isNaN(gain) ? -Infinity : gain;
  });
  return { ...taken(from, { ...now, w }, gains, uniforms(k.accept, n)), divergences };
}

/** Kinetic, of chain c. */
function energyOf(r: Float64Array, c: number, p: number): number {
  let sum = 0;
  for (let i = c * p; i < (c + 1) * p; i++) sum += 0.5 * (r[i] as number) ** 2;
  return sum;
}

/** First one half of the chains steps along whole differences of two of the other half, then the other: so they go from one mode to another. */
export function differenceStep(step: GradientStep, from: State, key: Key): Stepped {
  const first = halfStep(step, from, 0, fold(key, 0));
  const second = halfStep(step, first.state, 1, fold(key, 1));
  return { ...second, accepted: first.accepted + second.accepted };
}

/** @param half 0: the chains of even number */
function halfStep(step: GradientStep, from: State, half: 0 | 1, key: Key): Stepped {
  const k = split(key, "pairs", "accept");
  const n = from.logs.length;
  const p = from.w.length / n;
  const others = Math.floor((n + half) / 2); // of the other number: odd ones for half 0
  const picked = uniforms(k.pairs, 2 * n);
  const w = from.w.slice();
  for (let c = half; c < n; c += 2) {
    const first = Math.floor(others * (picked[2 * c] as number));
    const second = (first + 1 + Math.floor((others - 1) * (picked[2 * c + 1] as number))) % others;
    const [a, b] = [2 * first + 1 - half, 2 * second + 1 - half];
    for (let j = 0; j < p; j++)
      w[c * p + j] = (w[c * p + j] as number) + (from.w[a * p + j] as number) - (from.w[b * p + j] as number);
  }
  const now = step.at(w);
  const gains = now.logs.map((log, c) => (c % 2 === half ? log - (from.logs[c] as number) : -Infinity));
  return { ...taken(from, { ...now, w }, gains, uniforms(k.accept, n)), divergences: 0 };
}

/** Metropolis: each chain goes, or stays. */
function taken(from: State, to: State, gains: Float64Array, u: Float32Array): Pick<Stepped, "state" | "accepted"> {
  const n = gains.length;
  const p = from.w.length / n;
  const [w, gradient, logs] = [from.w.slice(), from.gradient.slice(), from.logs.slice()];
  let accepted = 0;
  for (let c = 0; c < n; c++) {
    accepted += Math.min(1, Math.exp(gains[c] as number)) / n;
    if (!(Math.log(u[c] as number) < (gains[c] as number))) continue;
    w.set(to.w.subarray(c * p, (c + 1) * p), c * p);
    gradient.set(to.gradient.subarray(c * p, (c + 1) * p), c * p);
    logs[c] = to.logs[c] as number;
  }
  return { state: { w, gradient, logs }, accepted };
}

/** The same places in other coordinates. */
export function rewhitened(step: GradientStep, { w }: State, before: Whitening, after: Whitening): State {
  const moved = whitened(coloured(w, before, before.mean), after);
  step.whiten(after);
  return { w: moved, ...step.at(moved) };
}

/** Step sizes by dual averaging (Hoffman and Gelman 2014, section 3.2). */
export interface Pace {
  /** The size to try next. */
  readonly size: number;
  /** The mean, that is kept after the warm-up. */
  readonly mean: number;
  next(accepted: number): Pace;
}

/** Of the steps that are tried, so many should be taken: of paths, and of straight ones. */
const wantedShare = { paths: 0.8, straight: 0.3 };
const [gamma, offset, decay] = [0.05, 10, 0.75];

/** @param first a guess @param differentiable whether there is a gradient */
export function paceFrom(first: number, differentiable: boolean): Pace {
  const wanted = differentiable ? wantedShare.paths : wantedShare.straight;
  const centre = Math.log(10 * first);
  const at = (t: number, size: number, error: number, logMean: number): Pace => ({
    size,
    mean: Math.exp(logMean),
    next(accepted) {
      const share = 1 / (t + 1 + offset);
      const off = (1 - share) * error + share * (wanted - accepted);
      const log = centre - (Math.sqrt(t + 1) / gamma) * off;
      const forget = (t + 1) ** -decay;
      return at(t + 1, Math.exp(log), off, forget * log + (1 - forget) * logMean);
    },
  });
  return at(0, first, 0, 0);
}
