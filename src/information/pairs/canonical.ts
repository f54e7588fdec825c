/** The part of the dependence that normals would have, in the variates that it is diagonal in: what a critic of pairs begins from. */
import { eigs, matrix } from "mathjs";
import type { Table } from "../../contracts/bounds.js";
import { whitened, whiteningOf } from "../../numbers/covariance.js";

/** Canonical variates (Hotelling 1936) of rows x and y, strongest first. */
export interface Canonical {
  readonly correlations: readonly number[];
  /** [n, kept] of each side. */
  of(side: "x" | "y", table: Table): Float64Array;
}

/** A correlation of 1 has no density ratio. */
const most = 1 - 1e-6;

/** @param x [n, p] @param y [n, q] fitted to these rows */
export function canonical(x: Table, y: Table): Canonical {
  const [ofX, ofY] = [whiteningOf(x.values, x.columns), whiteningOf(y.values, y.columns)];
  const [wx, wy] = [whitened(x.values, ofX), whitened(y.values, ofY)];
  const [p, q, n] = [x.columns, y.columns, x.values.length / x.columns];
  const cross = Array.from({ length: p }, (_, a) =>
    Array.from({ length: q }, (_, b) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += (wx[i * p + a] as number) * (wy[i * q + b] as number);
      return sum / n;
    }),
  );
  const { correlations, left, right } = singular(cross, p, q);
  const turned = (w: Float64Array, d: number, vectors: readonly (readonly number[])[]): Float64Array => {
    const rows = w.length / d;
    const out = new Float64Array(rows * vectors.length);
    for (let i = 0; i < rows; i++)
      for (const [k, vector] of vectors.entries()) {
        let sum = 0;
        for (let j = 0; j < d; j++) sum += (w[i * d + j] as number) * (vector[j] as number);
        out[i * vectors.length + k] = sum;
      }
    return out;
  };
  return {
    correlations,
    of: (side, { values }) => (side === "x" ? turned(whitened(values, ofX), p, left) : turned(whitened(values, ofY), q, right)),
  };
}

/** Singular values of a [p, q] matrix, largest first, with its vectors, by the eigenvectors of the smaller square. */
function singular(m: readonly (readonly number[])[], p: number, q: number) {
  const transposed = q < p;
  const rows = transposed ? Array.from({ length: q }, (_, b) => m.map((row) => row[b] as number)) : m;
  const d = rows.length;
  const square = rows.map((a) => rows.map((b) => a.reduce((sum, v, j) => sum + v * (b[j] as number), 0)));
  const pairs = d === 1 ? [{ value: square[0]?.[0] as number, vector: [1] }] : eigenpairs(square);
  const ordered = pairs.sort((a, b) => b.value - a.value);
  const correlations = ordered.map(({ value }) => Math.min(most, Math.sqrt(Math.max(0, value))));
  const ours = ordered.map(({ vector }) => vector);
  const theirs = ours.map((vector, k) => {
    const image = Array.from({ length: (rows[0] as readonly number[]).length }, (_, j) =>
      rows.reduce((sum, row, i) => sum + (row[j] as number) * (vector[i] as number), 0),
    );
    const length = correlations[k] as number;
    return image.map((v) => (length > 1e-9 ? v / length : 0));
  });
  return transposed ? { correlations, left: theirs, right: ours } : { correlations, left: ours, right: theirs };
}

function eigenpairs(square: number[][]): { value: number; vector: number[] }[] {
  const { eigenvectors } = eigs(matrix(square));
  return eigenvectors.map(({ value, vector }) => ({
    value: value as number,
    vector: (vector as unknown as { toArray(): number[] }).toArray(),
  }));
}
