/**
 * Draws as functions of (key, index): element i never depends on how many elements are drawn, nor on how often element j
 * was rejected. One-word draws use the words of `bits`; rejection samplers use block (index, attempt) of the same key, so
 * give every draw its own key.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Key } from "../contracts/values.js";
import { normalOf } from "./inverseNormal.js";
import { bits, threefry } from "./keys.js";
import { logFactorial } from "./special.js";

/** Counter word of draws beside the attempts: above every attempt, below the counters that `fold` uses. */
const ASIDE = 0x40000000;

/** Above this mean, searching from zero costs more than rejection. */
const SEARCH_BELOW = 10;

/** Searches stop here: what is left is less than the rounding of the uniform. */
const NEGLIGIBLE = 1e-18;

const block = new Uint32Array(2);

/** A uniform on (0, 1) from one word. */
const unit = (word: number): number => (word + 0.5) * 2 ** -32;

/** A uniform on (0, 1) with 53 bits from the two words of `block`. */
const fineUnit = (): number => ((block[0] as number) * 2 ** 21 + ((block[1] as number) >>> 11) + 0.5) * 2 ** -53;

/** n standard normals: [n]. */
export function normals(key: Key, n: number): Float32Array {
  const words = bits(key, n);
  const out = new Float32Array(n);
  for (let i = 0; i < n; i++) out[i] = normalOf(words[i] as number);
  return out;
}

/** n uniforms on (low, high): [n]. 23 bits each, so that 0 and 1 cannot come out of a 32-bit float by rounding. */
export function uniforms(key: Key, n: number, low = 0, high = 1): Float32Array {
  const words = bits(key, n);
  const out = new Float32Array(n);
  const width = high - low;
  for (let i = 0; i < n; i++) out[i] = low + width * ((((words[i] as number) >>> 9) + 0.5) * 2 ** -23);
  return out;
}

/**
 * n gamma variables with mean shape * scale: [n]. Marsaglia and Tsang 2000, "A simple method for generating gamma
 * variables", and their boost U^(1/shape) for shape < 1.
 */
export function gammas(key: Key, n: number, shape: number, scale = 1): Float32Array {
  requireNumber(shape > 0 && shape < Infinity && scale > 0, `gamma needs a positive shape and scale, got ${shape} and ${scale}`);
  const out = new Float32Array(n);
  const d = (shape < 1 ? shape + 1 : shape) - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (let i = 0; i < n; i++) {
    let value = -1;
    for (let attempt = 0; value < 0; attempt++) {
      threefry(key, i, attempt, block);
      const z = normalOf(block[0] as number);
      const t = 1 + c * z;
      const v = t * t * t; // a power takes half of the time of the whole draw
      if (v <= 0) continue;
      const u = unit(block[1] as number);
      const z2 = z * z;
      if (u < 1 - 0.0331 * z2 * z2 || Math.log(u) < 0.5 * z2 + d * (1 - v + Math.log(v))) value = d * v;
    }
    if (shape < 1) {
      threefry(key, i, ASIDE, block);
      value *= fineUnit() ** (1 / shape);
    }
    out[i] = value * scale;
  }
  return out;
}

/**
 * n standard normals given that they exceed `low`: [n]. Plain rejection, or for low > 0 the shifted exponential of Robert
 * 1995, "Simulation of truncated normal variables".
 */
export function truncatedNormals(key: Key, n: number, low: number): Float32Array {
  const rate = 0.5 * (low + Math.sqrt(low * low + 4));
  const out = new Float32Array(n);
  for (let i = 0; i < n; i++) {
    let value = -Infinity;
    for (let attempt = 0; value < low; attempt++) {
      threefry(key, i, attempt, block);
      if (low <= 0) value = normalOf(block[0] as number);
      else {
        const x = low - Math.log(unit(block[0] as number)) / rate;
        if (Math.log(unit(block[1] as number)) < -0.5 * (x - rate) ** 2) value = x;
      }
    }
    out[i] = value;
  }
  return out;
}

/** One Poisson variable a mean, each from its own counters: [means.length]. */
export function poissons(key: Key, means: ArrayLike<number>): Float32Array {
  const out = new Float32Array(means.length);
  for (let i = 0; i < means.length; i++) {
    const mean = means[i] as number;
    requireNumber(mean >= 0 && mean < Infinity, `a Poisson mean must be a finite number >= 0, got ${mean} at index ${i}`);
    out[i] = mean < SEARCH_BELOW ? searchPoisson(key, i, mean) : rejectPoisson(key, i, mean);
  }
  return out;
}

function searchPoisson(key: Key, i: number, mean: number): number {
  threefry(key, i, 0, block);
  let rest = fineUnit();
  let p = Math.exp(-mean);
  let k = 0;
  while (rest > p && p > NEGLIGIBLE) {
    rest -= p;
    p *= mean / ++k;
  }
  return k;
}

/** PTRS of Hörmann 1993, "The transformed rejection method for generating Poisson random variables"; mean >= 10. */
function rejectPoisson(key: Key, i: number, mean: number): number {
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const squeeze = 0.9277 - 3.6224 / (b - 2);
  const alpha = 1.1239 + 1.1328 / (b - 3.4); // 1/alpha in the paper
  const logMean = Math.log(mean);
  for (let attempt = 0; ; attempt++) {
    threefry(key, i, attempt, block);
    const u = unit(block[0] as number) - 0.5;
    const v = unit(block[1] as number);
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= squeeze) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    if (Math.log((v * alpha) / (a / (us * us) + b)) <= k * logMean - mean - logFactorial(k)) return k;
  }
}

/** One binomial variable a pair (count, probability), each from its own counters: [counts.length]. */
export function binomials(key: Key, counts: ArrayLike<number>, probabilities: ArrayLike<number>): Float32Array {
  requireNumber(counts.length === probabilities.length, `${counts.length} counts but ${probabilities.length} probabilities`);
  const out = new Float32Array(counts.length);
  for (let i = 0; i < counts.length; i++) {
    const n = counts[i] as number;
    const p = probabilities[i] as number;
    requireNumber(Number.isInteger(n) && n >= 0, `a binomial count must be a whole number >= 0, got ${n} at index ${i}`);
    requireNumber(p >= 0 && p <= 1, `a binomial probability must be in [0, 1], got ${p} at index ${i}`);
    const rare = Math.min(p, 1 - p);
    const k = n * rare < SEARCH_BELOW ? searchBinomial(key, i, n, rare) : rejectBinomial(key, i, n, rare);
    out[i] = p <= 0.5 ? k : n - k;
  }
  return out;
}

function searchBinomial(key: Key, i: number, n: number, p: number): number {
  threefry(key, i, 0, block);
  let rest = fineUnit();
  let mass = Math.exp(n * Math.log1p(-p));
  let k = 0;
  while (rest > mass && k < n && mass > NEGLIGIBLE) {
    rest -= mass;
    mass *= ((n - k) / (k + 1)) * (p / (1 - p));
    k++;
  }
  return k;
}

/** BTRS of Hörmann 1993, "The generation of binomial random variates"; n p >= 10 and p <= 1/2. */
function rejectBinomial(key: Key, i: number, n: number, p: number): number {
  const spread = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const squeeze = 0.92 - 4.2 / b;
  const alpha = (2.83 + 5.1 / b) * spread;
  const logOdds = Math.log(p / (1 - p));
  const mode = Math.floor((n + 1) * p);
  const top = logFactorial(mode) + logFactorial(n - mode);
  for (let attempt = 0; ; attempt++) {
    threefry(key, i, attempt, block);
    const u = unit(block[0] as number) - 0.5;
    const v = unit(block[1] as number);
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + n * p + 0.5);
    if (k < 0 || k > n) continue;
    if (us >= 0.07 && v <= squeeze) return k;
    const logRatio = top - logFactorial(k) - logFactorial(n - k) + (k - mode) * logOdds;
    if (Math.log((v * alpha) / (a / (us * us) + b)) <= logRatio) return k;
  }
}

function requireNumber(holds: boolean, message: string): asserts holds {
  if (!holds) throw new RangeError(message);
}

const size = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Standard normals of this shape. */
export function normal(key: Key, shape: number[]): tf.Tensor {
  return tf.tensor(normals(key, size(shape)), shape);
}

/** Uniforms on (low, high) of this shape. */
export function uniform(key: Key, shape: number[], low = 0, high = 1): tf.Tensor {
  return tf.tensor(uniforms(key, size(shape), low, high), shape);
}

/** Gamma variables with shape parameter `alpha`, of this tensor shape. */
export function gamma(key: Key, shape: number[], alpha: number, scale = 1): tf.Tensor {
  return tf.tensor(gammas(key, size(shape), alpha, scale), shape);
}
