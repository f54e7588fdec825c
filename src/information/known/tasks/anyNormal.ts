import { cholesky } from "../../../numbers/cholesky.js";
import { normals } from "../../../numbers/distributions.js";
import { fixedKey, fold, split } from "../../../numbers/keys.js";
import type { KnownTask } from "../task.js";

/** Columns of the square root of a covariance for each of its rows: twice as many keep it away from singular ones. */
const columnsARow = 2;

interface Law {
  readonly mean: Float64Array;
  /** [p, p] */
  readonly covariance: readonly (readonly number[])[];
}

/** Means are standard normal; the covariance is A Aᵀ / q, A standard normal, [p, q], q = 2p. @param draw which of them */
export function lawOf(draw: number, p: number): Law {
  const q = columnsARow * p;
  const { mean, root } = split(fold(fixedKey("anyNormal"), draw), "mean", "root");
  const a = normals(root, p * q);
  const entry = (i: number, j: number): number => {
    let sum = 0;
    for (let k = 0; k < q; k++) sum += (a[i * q + k] as number) * (a[j * q + k] as number);
    return sum / q;
  };
  return {
    mean: Float64Array.from(normals(mean, p)),
    covariance: Array.from({ length: p }, (_, i) => Array.from({ length: p }, (_, j) => entry(i, j))),
  };
}

/** Of these rows and columns. */
const block = (of: readonly (readonly number[])[], from: number, to: number): number[][] =>
  of.slice(from, to).map((row) => row.slice(from, to));

const logDet = (lower: readonly (readonly number[])[]): number =>
  2 * lower.reduce((sum, row, i) => sum + Math.log(row[i] as number), 0);

/** Squared length of L⁻¹ v. */
function squared(lower: readonly (readonly number[])[], v: readonly number[]): number {
  const w: number[] = [];
  for (const [i, row] of lower.entries()) {
    let left = v[i] as number;
    for (let k = 0; k < i; k++) left -= (row[k] as number) * (w[k] as number);
    w.push(left / (row[i] as number));
  }
  return w.reduce((sum, one) => sum + one * one, 0);
}

export const anyNormal: KnownTask = {
  name: "anyNormal",
  summary: "normals with a mean and a covariance drawn at random: all columns depend on all others",
  reference: "Mroueh et al. 2021, Improved mutual information estimation, figure 3 (which does not say how they were drawn)",
  settings: {
    dimensions: { default: 5, min: 1, max: 128, help: "columns of x, and of y" },
    draw: { default: 0, min: 0, max: 1e6, help: "which mean and covariance: another number, another law" },
  },
  open({ dimensions, draw: which }) {
    const d = dimensions as number;
    const p = 2 * d;
    const { mean, covariance } = lawOf(which as number, p);
    const [all, x, y] = [covariance, block(covariance, 0, d), block(covariance, d, p)].map(cholesky) as [
      number[][],
      number[][],
      number[][],
    ];
    const centred = (values: Float32Array, i: number, from: number): number[] =>
      Array.from({ length: d }, (_, c) => (values[i * d + c] as number) - (mean[from + c] as number));
    return {
      columns: { x: d, y: d },
      levels: [(logDet(x) + logDet(y) - logDet(all)) / 2],
      draw(k, n) {
        const z = normals(k, n * p);
        const rows = { x: new Float32Array(n * d), y: new Float32Array(n * d) };
        for (let i = 0; i < n; i++)
          for (const [r, row] of all.entries()) {
            let sum = mean[r] as number;
            for (let c = 0; c <= r; c++) sum += (row[c] as number) * (z[i * p + c] as number);
            if (r < d) rows.x[i * d + r] = sum;
            else rows.y[i * d + r - d] = sum;
          }
        return rows;
      },
      // Up to d/2·log 2π, which both have.
      densities(rows) {
        const n = rows.x.length / d;
        const xs = Array.from({ length: n }, (_, i) => centred(rows.x, i, 0));
        const ys = Array.from({ length: n }, (_, i) => centred(rows.y, i, d));
        const ofX = xs.map((v) => -(squared(x, v) + logDet(x)) / 2);
        return {
          logLikelihood: Float32Array.from({ length: n * n }, (_, at) => {
            const [i, j] = [Math.floor(at / n), at % n];
            const both = [...(xs[i] as number[]), ...(ys[j] as number[])];
            return -(squared(all, both) + logDet(all)) / 2 - (ofX[i] as number);
          }),
          logMarginal: Float32Array.from(ys, (v) => -(squared(y, v) + logDet(y)) / 2),
        };
      },
    };
  },
};
