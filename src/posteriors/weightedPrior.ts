/** Draws from the prior, weighted by what explains what was seen, and drawn again by their weights. */
import { InterruptedError } from "../basics/errors.js";
import type { PosteriorSample } from "../contracts/posterior.js";
import type { Prior } from "../contracts/simulator.js";
import type { Key } from "../contracts/values.js";
import { tidied } from "../engine/tensors.js";
import { fold } from "../numbers/keys.js";
import { paretoSmoothed } from "../numbers/paretoTail.js";
import { drawnAgain, effectiveSize, normalisedWeights } from "../numbers/weightedDraws.js";
import { type Logs, nothingExplains } from "./target.js";

export interface Weighted {
  /** [n, p], row after row. */
  readonly theta: Float32Array;
  /** Smoothed; they add up to 1. */
  readonly weights: Float64Array;
  readonly ess: number;
  readonly paretoK: number;
  /** Log of the mean of what draws were weighed by, nats. */
  readonly logMean: { readonly value: number; readonly se: number };
}

/** Effective draws that are enough. */
export const enough = 400;

/** Above it, weights are not to be trusted (Vehtari et al. 2024). */
export const mostShape = 0.7;

const blockSize = 8192;

/** Yields the share that is done. @param logs of theta [n, p] @throws InputError where no draw explains what was seen */
export async function* weightedPrior(
  prior: Prior,
  logs: Logs,
  { key, n, signal }: { readonly key: Key; readonly n: number; readonly signal?: AbortSignal | undefined },
): AsyncGenerator<number, Weighted> {
  const p = prior.names.length;
  const theta = new Float32Array(n * p);
  const all = new Float64Array(n);
  for (let from = 0; from < n; from += blockSize) {
    if (signal?.aborted) throw new InterruptedError("interrupted");
    const size = Math.min(blockSize, n - from);
    tidied(() => {
      const drawn = prior.sample(fold(key, from / blockSize), size);
      theta.set(drawn.dataSync(), from * p);
      all.set(logs(drawn).dataSync(), from);
    });
    yield (from + size) / n;
    await new Promise(setImmediate);
  }
  const raw = normalisedWeights(all.map((log) => (Number.isFinite(log) ? log : Number.NEGATIVE_INFINITY)));
  if (!raw) return nothingExplains(n);
  const { weights, shape } = paretoSmoothed(raw);
  const most = all.reduce((a, b) => (b > a ? b : a), Number.NEGATIVE_INFINITY);
  const mean = all.reduce((sum, log) => sum + (Number.isFinite(log) ? Math.exp(log - most) : 0), 0) / n;
  const logMean = { value: most + Math.log(mean), se: Math.sqrt(Math.max(0, 1 / effectiveSize(raw) - 1 / n)) };
  return { theta, weights, ess: effectiveSize(weights), paretoK: shape, logMean };
}

/** Where there are too few weights to tell, there is no number. */
export const shapeOf = ({ paretoK }: Weighted): Pick<PosteriorSample, "paretoK"> => (Number.isFinite(paretoK) ? { paretoK } : {});

export interface Again {
  readonly p: number;
  readonly key: Key;
  readonly n: number;
  readonly size: number;
}

/** Draws of equal weight, with what tells how far they can be trusted. */
export function byWeights(weighted: Weighted, { p, key, n, size }: Again): PosteriorSample {
  // What is drawn again has the weights' error and one of its own.
  const ess = 1 / (1 / weighted.ess + 1 / n);
  return {
    theta: drawnAgain(weighted.theta, weighted.weights, key, n),
    ess: Array.from({ length: p }, () => ess),
    ...shapeOf(weighted),
    warnings: warningsOf(weighted, size),
  };
}

function warningsOf({ ess, paretoK }: Weighted, size: number): string[] {
  const told = Number.isFinite(paretoK) ? `${paretoK.toFixed(2)}, above ${mostShape}` : "cannot even be told";
  return [
    ...(ess < enough ? [`${size} draws from the prior leave ${ess.toFixed(0)} effective ones: these draws are rough`] : []),
    ...(paretoK > mostShape
      ? [`few draws carry most of the weight (Pareto k ${told}): means and intervals are not to be trusted`]
      : []),
  ];
}
