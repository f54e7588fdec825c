/** All bounds at their best critics, over batch sizes: the part of the question that needs no training. */
import { setImmediate } from "node:timers/promises";
import { check, InterruptedError } from "../../basics/errors.js";
import type { Estimator } from "../../contracts/bounds.js";
import type { Simulator } from "../../contracts/simulator.js";
import type { Key, Progress } from "../../contracts/values.js";
import { type AtBest, compareAtBest } from "../../information/atBest/compare.js";
import { openKnownPool, type Truth } from "../../information/atBest/pool.js";

export interface AtBestOptions {
  /** Feasible; where values and gradients are compared. */
  readonly design: readonly number[];
  readonly batches: readonly number[];
  readonly contrasts: number;
}

export interface AtBestResult {
  readonly design: readonly number[];
  readonly truth: Truth;
  readonly rows: readonly AtBest[];
}

/** Experiments in all: a hundred batches of up to so many, fewer of larger ones. */
const poolSize = 12_800;

/** @throws InputError where the best critic is not known, or a batch is too large; InterruptedError when the signal aborts */
export async function* atBest(
  simulator: Simulator,
  estimators: readonly Estimator[],
  { design, batches, contrasts }: AtBestOptions,
  k: Key,
  signal?: AbortSignal,
): AsyncGenerator<Progress, AtBestResult> {
  const largest = Math.max(...batches);
  check(2 * largest <= poolSize, `a batch to compare bounds by can be ${poolSize / 2} at most, got ${largest}`);
  yield { phase: `log p(y) of ${poolSize} outcomes`, fraction: 0 };
  await setImmediate();
  const pool = openKnownPool(simulator, design, { size: poolSize, contrasts }, k);
  try {
    const rows: AtBest[] = [];
    const fromScores = estimators.filter((e) => e.from === "scores");
    for (const estimator of fromScores)
      for (const batch of batches) {
        yield {
          phase: `${estimator.name}, batches of ${batch}`,
          fraction: 0.5 + (0.5 * rows.length) / (fromScores.length * batches.length),
        };
        await setImmediate();
        if (signal?.aborted) throw new InterruptedError("interrupted");
        rows.push(compareAtBest(pool, estimator, batch));
      }
    return { design, truth: pool.truth, rows };
  } finally {
    pool.dispose();
  }
}
