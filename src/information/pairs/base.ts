/** A critic that begins at the density ratio of an elliptical distribution, normal or Student's t, and learns the rest. */
import * as tf from "@tensorflow/tfjs-core";
import type { Critic, Table } from "../../contracts/bounds.js";
import { logKernel } from "../../estimators/classical/ellipticalFit.js";
import type { Canonical } from "./canonical.js";

/**
 * Of each side, [n, kept + 2]: canonical variates a, squared length A with the variates' own share, and what the side adds to the log ratio.
 * S_ij = A_i + B_j - 2 a_i·b_j is the squared length of the pair; the log ratio is that of `logRatio`.
 */
export interface Base {
  readonly width: number;
  readonly tails: Tails;
  of(side: "x" | "y", table: Table): Float32Array;
}

interface Tails {
  /** Infinity: normal. */
  readonly dof: number;
  /** Columns of both sides. */
  readonly columns: number;
}

/** How many of the canonical correlations are believed, and how much of each: what samples show of no correlation is not 0. */
export interface Belief {
  readonly kept: number;
  readonly share: number;
}

export function baseOf({ correlations, dof, columns, of }: Canonical, { kept, share }: Belief): Base {
  const rho = correlations.slice(0, kept).map((r) => r * share);
  const width = kept + 2;
  const logDet = rho.reduce((sum, r) => sum + Math.log(1 - r * r), 0);
  const constant = 0.5 * (atZero(columns.x + columns.y, dof) - atZero(columns.x, dof) - atZero(columns.y, dof));
  return {
    width,
    tails: { dof, columns: columns.x + columns.y },
    of(side, table) {
      const { variates: u, squares } = of(side, table);
      const own = columns[side];
      const n = squares.length;
      const out = new Float32Array(n * width);
      for (let i = 0; i < n; i++) {
        const square = squares[i] as number;
        let joint = square;
        for (const [k, r] of rho.entries()) {
          const v = u[i * correlations.length + k] as number;
          out[i * width + k] = v * Math.sqrt(r / (1 - r * r));
          joint += (r * r * v * v) / (1 - r * r);
        }
        // of the normal, the pair's squared length is a sum: its part goes with the side, and float32 keeps its digits
        const together = dof === Number.POSITIVE_INFINITY ? 0.5 * (square - joint) : 0.5 * (dof + own) * Math.log1p(square / dof);
        out[i * width + kept] = joint;
        out[i * width + kept + 1] = together + constant - 0.25 * logDet;
      }
      return out;
    },
  };
}

const atZero = (d: number, dof: number) => logKernel(d, dof)(0);

/** log ratios of the base alone, of all pairs: [n, m] row after row. */
export function baseScores(a: Float32Array, b: Float32Array, { width, tails: { dof, columns } }: Base): Float32Array {
  const [n, m, kept] = [a.length / width, b.length / width, width - 2];
  const out = new Float32Array(n * m);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < m; j++) {
      let product = 0;
      for (let k = 0; k < kept; k++) product += (a[i * width + k] as number) * (b[j * width + k] as number);
      const joint = (a[i * width + kept] as number) + (b[j * width + kept] as number) - 2 * product;
      const pair = dof === Number.POSITIVE_INFINITY ? product : -0.5 * (dof + columns) * Math.log1p(Math.max(joint, 0) / dof);
      out[i * m + j] = pair + (a[i * width + kept + 1] as number) + (b[j * width + kept + 1] as number);
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

/** The critic, on what is left of its inputs when the last columns are taken off, added to the base that those columns are. */
export function onBase(critic: Critic, { width, tails: { dof, columns } }: Pick<Base, "width" | "tails">): Critic {
  const apart = (rows: tf.Tensor2D): [own: tf.Tensor2D, ...base: [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D]] => {
    const own = rows.shape[1] - width;
    return [
      tf.slice(rows, [0, 0], [-1, own]),
      tf.slice(rows, [0, own], [-1, Math.max(1, width - 2)]),
      tf.slice(rows, [0, own + width - 2], [-1, 1]),
      tf.slice(rows, [0, own + width - 1], [-1, 1]),
    ];
  };
  return {
    ...critic,
    init: (key, sizes) => critic.init(key, { ...sizes, theta: sizes.theta - width, outcome: sizes.outcome - width }),
    scores(params, theta, outcome) {
      const [[x, a, ofX, ownX], [y, b, ofY, ownY]] = [apart(theta), apart(outcome)];
      const output = critic.scores(params, x, y);
      const own = tf.add(ownX, tf.transpose(ownY));
      const normal = dof === Number.POSITIVE_INFINITY;
      const product = width > 2 ? tf.matMul(a, b, false, true) : undefined;
      const lengths = normal ? undefined : tf.add(ofX, tf.transpose(ofY));
      const joint = lengths && (product ? tf.sub(lengths, tf.mul(product, 2)) : lengths);
      const pair = joint ? tf.mul(tf.log1p(tf.div(tf.relu(joint), dof)), -0.5 * (dof + columns)) : product;
      const base = pair ? tf.add(pair, own) : own;
      return { ...output, scores: tf.add(output.scores, base) };
    },
  };
}
