/** Adam in one pass over typed arrays: TensorFlow.js's own costs about a dozen small kernels a variable (docs/performance.md). */

export interface AdamSlots {
  readonly m: Float32Array;
  readonly v: Float32Array;
}

export const adamDefaults = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const;

export function adamSlots(size: number): AdamSlots {
  return { m: new Float32Array(size), v: new Float32Array(size) };
}

/**
 * One ascent step in place (Kingma and Ba 2015, algorithm 1, sign turned).
 * @param t updates done so far including this one, from 1
 * @param scale multiplies the gradient first: clipping
 */
export function adamAscend(
  value: Float32Array,
  gradient: Float32Array,
  { m, v }: AdamSlots,
  t: number,
  rate: number,
  scale = 1,
  { beta1, beta2, epsilon } = adamDefaults as { beta1: number; beta2: number; epsilon: number },
): void {
  const a = rate / (1 - beta1 ** t);
  const c = 1 / (1 - beta2 ** t);
  for (let i = 0; i < value.length; i++) {
    const g = (gradient[i] as number) * scale;
    const mi = beta1 * (m[i] as number) + (1 - beta1) * g;
    const vi = beta2 * (v[i] as number) + (1 - beta2) * g * g;
    m[i] = mi;
    v[i] = vi;
    value[i] = (value[i] as number) + (a * mi) / (Math.sqrt(vi * c) + epsilon);
  }
}

/** Euclidean norm over several arrays. */
export function globalNorm(arrays: readonly Float32Array[]): number {
  let sum = 0;
  for (const array of arrays) for (let i = 0; i < array.length; i++) sum += (array[i] as number) ** 2;
  return Math.sqrt(sum);
}

/** Norms' logarithms are averaged over about this many steps. */
const normMemory = 100;

/**
 * The logarithm of a gradient's usual norm, a running geometric mean. Bounds that average exponentials (FLO, NWJ, TUBA) have heavy-tailed
 * gradients: measured against the usual norm, rare large ones can be cut without a limit in absolute units.
 * @param before what this returned last time; null the first time
 */
export function followNorm(before: number | null, norm: number): number {
  const now = Math.log(Math.max(norm, Number.MIN_VALUE));
  return before === null ? now : before + (now - before) / normMemory;
}

/** 1 until `from`, then a cosine down to a twentieth at `to`. @param done share of the training */
export function decay(done: number, from: number, to: number): number {
  const part = Math.min(1, Math.max(0, (done - from) / (to - from)));
  return 0.05 + 0.95 * 0.5 * (1 + Math.cos(Math.PI * part));
}
