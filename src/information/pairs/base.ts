/** A critic that begins at the density ratio of normals, and learns the rest. */
import * as tf from "@tensorflow/tfjs-core";
import type { Critic, Table } from "../../contracts/bounds.js";
import { type Canonical, canonical } from "./canonical.js";

/** Of each side, [n, kept + 1]: S_ij = Σ_k x_ik y_jk + x_i,last + y_j,last, the log ratio of normals with these canonical correlations. */
export interface Base {
  readonly width: number;
  of(side: "x" | "y", table: Table): Float32Array;
}

/** How many of the canonical correlations are believed, and how much of each: what samples show of no correlation is not 0. */
export interface Belief {
  readonly kept: number;
  readonly share: number;
}

export function baseOf(variates: Canonical, { kept, share }: Belief): Base {
  const rho = variates.correlations.slice(0, kept).map((r) => r * share);
  const width = kept + 1;
  return {
    width,
    of(side, table) {
      const all = variates.correlations.length;
      const u = variates.of(side, table);
      const n = u.length / all;
      const out = new Float32Array(n * width);
      for (let i = 0; i < n; i++) {
        let own = 0;
        for (const [k, r] of rho.entries()) {
          const v = u[i * all + k] as number;
          const rest = 1 - r * r;
          out[i * width + k] = v * Math.sqrt(r / rest);
          own -= (0.5 * r * r * v * v) / rest + 0.25 * Math.log(rest);
        }
        out[i * width + kept] = own;
      }
      return out;
    },
  };
}

/** log ratios of the base alone, of all pairs: [n, m] row after row. */
export function baseScores(a: Float32Array, b: Float32Array, width: number): Float32Array {
  const [n, m] = [a.length / width, b.length / width];
  const out = new Float32Array(n * m);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < m; j++) {
      let sum = (a[(i + 1) * width - 1] as number) + (b[(j + 1) * width - 1] as number);
      for (let k = 0; k < width - 1; k++) sum += (a[i * width + k] as number) * (b[j * width + k] as number);
      out[i * m + j] = sum;
    }
  return out;
}

/** Beliefs that are tried, from none to all: powers of two of how many correlations, whole and a little less. */
export function beliefs(most: number): Belief[] {
  const counts = [0];
  for (let kept = 1; kept < most; kept *= 2) counts.push(kept);
  if (most > 0) counts.push(most);
  return [...new Set(counts)].flatMap((kept) => (kept === 0 ? [{ kept, share: 0 }] : [1, 0.9].map((share) => ({ kept, share }))));
}

export const variatesOf = (x: Table, y: Table): Canonical => canonical(x, y);

/**
 * The critic, on what is left of its inputs when the last columns are taken off, added to the base that those columns are.
 * @param width of the base on each side
 */
export function onBase(critic: Critic, width: number): Critic {
  const apart = (rows: tf.Tensor2D): [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D] => {
    const own = rows.shape[1] - width;
    return [
      tf.slice(rows, [0, 0], [-1, own]),
      tf.slice(rows, [0, own], [-1, width - 1]),
      tf.slice(rows, [0, own + width - 1], [-1, 1]),
    ];
  };
  return {
    ...critic,
    init: (key, sizes) => critic.init(key, { ...sizes, theta: sizes.theta - width, outcome: sizes.outcome - width }),
    scores(params, theta, outcome) {
      const [[x, u, a], [y, v, b]] = [apart(theta), apart(outcome)];
      const output = critic.scores(params, x, y);
      const own = tf.add(a, tf.transpose(b));
      const base = width > 1 ? tf.add(tf.matMul(u, v, false, true), own) : own;
      return { ...output, scores: tf.add(output.scores, base) };
    },
  };
}
