/** Draws for the rehearsal's statistics, and what can be done with them. */
import * as tf from "@tensorflow/tfjs-core";
import type { Draw } from "../../contracts/simulator.js";
import type { Noise } from "../../contracts/values.js";
import { tidied } from "../../engine/tensors.js";
import { type Column, ranksOf } from "./twoSamples.js";

/** The columns of [n, p] as numbers. */
export function columnsOf(x: tf.Tensor2D, names: readonly string[]): Column[] {
  const [n, p] = x.shape;
  const data = x.dataSync();
  return names
    .slice(0, p)
    .map((name, j) => ({ name, values: Float64Array.from({ length: n }, (_, i) => data[i * p + j] as number) }));
}

/** Rows [from, from + n) of all tensors. */
export function rowsOfDraw({ theta, noise }: Draw, from: number, n: number): Draw {
  return {
    theta: part(theta, from, n),
    noise: Object.fromEntries(Object.entries(noise).map(([name, x]) => [name, part(x, from, n)])),
  };
}

const part = <T extends tf.Tensor>(x: T, from: number, n: number): T =>
  tf.slice(x, [from, ...x.shape.slice(1).map(() => 0)], [n, ...x.shape.slice(1)]) as T;

/** Every row's noise goes to its neighbour. */
export function neighbours(noise: Noise, n: number): Noise {
  return Object.fromEntries(Object.entries(noise).map(([name, x]) => [name, tf.concat([part(x, 1, n - 1), part(x, 0, 1)])]));
}

const mostNumbers = 32;

/** How often independent noise may be taken for dependent: that only makes the comparison weaker. */
const falseAlarms = 0.02;

const withSquares = (ranks: Float64Array): Float64Array[] => [ranks, ranks.map((u) => u * u)];

/**
 * Whether the noise looks independent of theta, so that another theta may be simulated with it: it is allowed to depend on it, e.g. where whole
 * paths are simulated ahead. By correlations of ranks, and of how far ranks are from the middle.
 */
export function isIndependent({ theta, noise }: Draw): boolean {
  return tidied(() => {
    const n = theta.shape[0];
    const unknowns = columnsOf(
      theta,
      Array.from({ length: theta.shape[1] }, (_, j) => `${j}`),
    ).flatMap(({ values }) => withSquares(ranksOf(values)));
    const all = Object.values(noise).map((x) => tf.reshape(x, [n, -1]) as tf.Tensor2D);
    const compared = all.reduce((sum, { shape }) => sum + 2 * Math.min(shape[1], mostNumbers), 0) * unknowns.length;
    const limit = Math.sqrt(2 * Math.log(Math.max(1, compared) / falseAlarms)); // a tail of the normal is below exp(-x²/2)
    return all.every((flat) => {
      const every = Math.ceil(flat.shape[1] / mostNumbers);
      const data = flat.dataSync();
      for (let j = 0; j < flat.shape[1]; j += every) {
        const ranks = ranksOf(Float64Array.from({ length: n }, (_, i) => data[i * flat.shape[1] + j] as number));
        for (const seen of withSquares(ranks))
          if (unknowns.some((unknown) => Math.abs(correlation(seen, unknown)) * Math.sqrt(n) > limit)) return false;
      }
      return true;
    });
  });
}

function correlation(x: Float64Array, y: Float64Array): number {
  const centred = (z: Float64Array) => {
    const mean = z.reduce((sum, v) => sum + v, 0) / z.length;
    return z.map((v) => v - mean);
  };
  const [a, b] = [centred(x), centred(y)];
  const sum = (p: Float64Array, q: Float64Array) => p.reduce((total, v, i) => total + v * (q[i] as number), 0);
  return sum(a, b) / Math.sqrt(Math.max(1e-300, sum(a, a) * sum(b, b)));
}
