/** Posteriors of one or two parameters by loops over a fine box: the second road of every method. */
import * as tf from "@tensorflow/tfjs-core";
import type { PosteriorDensity } from "../../src/contracts/posterior.js";
import { uniforms } from "../../src/numbers/distributions.js";
import { split } from "../../src/numbers/keys.js";

export interface Moments {
  readonly mean: number;
  readonly sd: number;
}

export interface Plain {
  readonly moments: readonly Moments[];
  readonly logEvidence: number;
  /** Draws from the box's cells. */
  readonly density: PosteriorDensity;
}

export type Range = readonly [number, number];

/** @param logJoint log prior + log likelihood of one theta, nats @param box where all of it is @param cells an axis */
export function plainPosterior(logJoint: (theta: readonly number[]) => number, box: readonly Range[], cells: number): Plain {
  const p = box.length;
  const size = cells ** p;
  const widths = box.map(([low, high]) => (high - low) / cells);
  const place = (i: number, j: number): number => Math.floor(i / cells ** j) % cells;
  const at = (i: number, shift = 0.5): number[] => box.map(([low], j) => low + (place(i, j) + shift) * (widths[j] as number));
  const logs = Float64Array.from({ length: size }, (_, i) => logJoint(at(i)));
  const top = logs.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const weights = logs.map((log) => Math.exp(log - top));
  const total = weights.reduce((a, b) => a + b, 0);
  const over = (of: (theta: number[]) => number): number =>
    weights.reduce((sum, w, i) => (w === 0 ? sum : sum + (w / total) * of(at(i))), 0);
  const cumulated = new Float64Array(size);
  weights.reduce((sum, w, i) => {
    cumulated[i] = sum + w / total;
    return cumulated[i] as number;
  }, 0);
  return {
    moments: box.map((_, j) => {
      const mean = over((theta) => theta[j] as number);
      return { mean, sd: Math.sqrt(over((theta) => ((theta[j] as number) - mean) ** 2)) };
    }),
    logEvidence: top + Math.log(total) + widths.reduce((sum, w) => sum + Math.log(w), 0),
    density: {
      logDensity: () => {
        throw new Error("nobody asks for it");
      },
      sample(key, n) {
        const k = split(key, "cell", "inside");
        const inside = uniforms(k.inside, n * p, -0.5, 0.5);
        const rows = Array.from(uniforms(k.cell, n), (u, row) => {
          const i = firstAbove(cumulated, u);
          return at(i).map((x, j) => x + (inside[row * p + j] as number) * (widths[j] as number));
        });
        return tf.tensor2d(rows, [n, p]);
      },
    },
  };
}

function firstAbove(rising: Float64Array, u: number): number {
  let [low, high] = [0, rising.length - 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((rising[middle] as number) > u) high = middle;
    else low = middle + 1;
  }
  return low;
}
