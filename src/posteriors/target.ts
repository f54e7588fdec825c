/** What is known about theta, on the scale without ends: there every number is a possible one, for samplers and lattices alike. */
import * as tf from "@tensorflow/tfjs-core";
import { InputError, InterruptedError } from "../basics/errors.js";
import type { Prior } from "../contracts/simulator.js";
import type { Key } from "../contracts/values.js";
import { tidied } from "../engine/tensors.js";
import { unbounded } from "../numbers/support.js";

/** A function of theta [n, p], or of z in its place, to [n]. */
export type Logs = (of: tf.Tensor2D) => tf.Tensor1D;

export interface Target {
  readonly p: number;
  /** z of n prior draws, [n, p] row after row. */
  draw(key: Key, n: number): Float64Array;
  /** Log density of the prior at z, nats. */
  readonly logPrior: Logs;
  /** A function of theta as one of z. */
  ofTheta(logs: Logs): Logs;
  theta(z: Float64Array): Float32Array;
}

/** @throws InputError for a prior without a density */
export function targetOf(prior: Prior): Target {
  const p = prior.names.length;
  const { free, back, logVolume } = unbounded(prior);
  return {
    p,
    draw: (key, n) => tidied(() => Float64Array.from(free(prior.sample(key, n)).dataSync())),
    logPrior(z) {
      if (!prior.logDensity) throw new InputError("the prior has no density");
      return tf.sub(prior.logDensity(back(z)), logVolume(z));
    },
    ofTheta: (logs) => (z) => logs(back(z)),
    theta: (z) => tidied(() => Float32Array.from(back(tf.tensor2d(Float32Array.from(z), [z.length / p, p])).dataSync())),
  };
}

/** So many rows at once stay in a cache, and between two blocks a signal is heard. */
const blockSize = 8192;

/** [n] of rows z [n, p], in double precision; -Infinity for what is no number. @throws InterruptedError when the signal aborts */
export function evaluated(logs: Logs, z: Float64Array, p: number, signal?: AbortSignal): Float64Array {
  const n = z.length / p;
  const out = new Float64Array(n);
  for (let from = 0; from < n; from += blockSize) {
    if (signal?.aborted) throw new InterruptedError("interrupted");
    const rows = Float32Array.from(z.subarray(from * p, (from + blockSize) * p));
    const values = tidied(() => logs(tf.tensor2d(rows, [rows.length / p, p])).dataSync());
    for (let i = 0; i < values.length; i++) out[from + i] = Number.isFinite(values[i]) ? (values[i] as number) : -Infinity;
  }
  return out;
}

/** @throws InputError */
export function nothingExplains(draws: number): never {
  throw new InputError(
    `none of ${draws} draws from the prior could have led to what was seen: look for a slip in the data, in their units or in their order; ` +
      "if they are right, the prior or the model rules them out",
  );
}

/** Lets a signal be heard. @throws InterruptedError when it aborts */
export async function heard(signal: AbortSignal | undefined): Promise<void> {
  await new Promise(setImmediate);
  if (signal?.aborted) throw new InterruptedError("interrupted");
}
