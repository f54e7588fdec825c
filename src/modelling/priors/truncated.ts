/** A belief that is cut off: what is known to lie between two ends. */
import { fill, greaterEqual, lessEqual, logicalAnd, sub, tensor1d, where } from "@tensorflow/tfjs-core";
import { check, InputError } from "../../basics/errors.js";
import type { Key } from "../../contracts/values.js";
import { tidied } from "../../engine/tensors.js";
import { fixedKey, fold } from "../../numbers/keys.js";
import type { Marginal } from "./marginal.js";

/** Less than this share of the whole is not drawn in reasonable time. */
const leastShare = 1e-4;
const rounds = 10_000;

/**
 * Any distribution of one parameter, given that it lies between `low` and `high`, of which one may be left out. Draws are those of the whole that
 * lie there; the density is divided by the share that does, which is integrated.
 */
export function truncated(marginal: Marginal, ends: { readonly low?: number; readonly high?: number }): Marginal {
  const { low = -Infinity, high = Infinity } = ends;
  check(low < high, `priors.truncated(distribution, { low, high }): low must be below high, got ${low} and ${high}`);
  const [from, to] = [Math.max(low, marginal.support?.low ?? -Infinity), Math.min(high, marginal.support?.high ?? Infinity)];
  check(from < to, `priors.truncated: nothing of the distribution lies between ${low} and ${high}`);
  const share = shareOf(marginal, from, to);
  check(share > leastShare, `priors.truncated: hardly anything of the distribution lies between ${low} and ${high}`);
  const inside = (x: number): boolean => x > from && x < to;
  return {
    support: { ...(Number.isFinite(from) ? { low: from } : {}), ...(Number.isFinite(to) ? { high: to } : {}) },
    sample: (k, n) => kept(marginal, k, n, inside),
    logDensity(x) {
      const holds = logicalAnd(greaterEqual(x, from), lessEqual(x, to));
      return where(holds, sub(marginal.logDensity(x), Math.log(share)), fill(x.shape, -Infinity));
    },
  };
}

/** Element i is the first of its own draws that lies inside: it does not depend on how many are drawn. */
function kept({ sample }: Marginal, k: Key, n: number, inside: (x: number) => boolean): Float32Array {
  const out = sample(k, n);
  let missing = Array.from(out.keys()).filter((i) => !inside(out[i] as number));
  for (let round = 1; missing.length > 0; round++) {
    if (round > rounds) throw new InputError("priors.truncated: no draw of the distribution lies between its ends");
    const last = missing.at(-1) as number;
    const again = sample(fold(k, round), last + 1);
    for (const i of missing) out[i] = again[i] as number;
    missing = missing.filter((i) => !inside(out[i] as number));
  }
  return out;
}

const pieces = 20_000;

/** ∫ of the density, over t in (-1, 1) with x = centre + spread t / (1 - t²): no end is too far. */
function shareOf({ sample, logDensity }: Marginal, from: number, to: number): number {
  const drawn = sample(fixedKey("truncated"), 2000).sort();
  const [centre, spread] = [drawn[1000] as number, ((drawn[1800] as number) - (drawn[200] as number)) / 2];
  const inverse = (x: number): number => {
    if (!Number.isFinite(x)) return Math.sign(x);
    const s = (x - centre) / spread;
    return s === 0 ? 0 : (Math.sqrt(1 + 4 * s * s) - 1) / (2 * s);
  };
  const [a, b] = [inverse(from), inverse(to)];
  const ts = Array.from({ length: pieces }, (_, i) => a + ((i + 0.5) / pieces) * (b - a));
  const xs = ts.map((t) => centre + (spread * t) / (1 - t * t));
  const logs = tidied(() => logDensity(tensor1d(xs)).dataSync());
  const slope = (t: number): number => (spread * (1 + t * t)) / (1 - t * t) ** 2;
  return ts.reduce((sum, t, i) => sum + Math.exp(logs[i] as number) * slope(t), 0) * ((b - a) / pieces);
}
