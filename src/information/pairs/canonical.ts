/** An elliptical distribution's dependence in the variates that it is diagonal in: what a critic of pairs begins from. */
import { eigs, matrix } from "mathjs";
import type { Table } from "../../contracts/bounds.js";
import { type EllipticalFit, squares } from "../../estimators/classical/ellipticalFit.js";
import { type Whitening, whitened } from "../../numbers/covariance.js";

/** Canonical variates (Hotelling 1936) of rows x and y, strongest first. */
export interface Canonical {
  readonly correlations: readonly number[];
  /** Infinity: normal. */
  readonly dof: number;
  readonly columns: Readonly<Record<"x" | "y", number>>;
  /** Of each row of a side: variates [n, correlations], and its squared length in the side's own scatter [n]. */
  of(side: "x" | "y", table: Table): { readonly variates: Float64Array; readonly squares: Float64Array };
}

/** A correlation of 1 has no density ratio. */
const most = 1 - 1e-6;

export function canonical(fit: EllipticalFit): Canonical {
  const [p, q] = [fit.x.mean.length, fit.y.mean.length];
  const { correlations, left, right } = singular(crossOf(fit), p, q);
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
    ...{ correlations, dof: fit.dof, columns: { x: p, y: q } },
    of(side, { columns, values }) {
      const own = fit.toMargin(values);
      return {
        variates: turned(whitened(own, fit[side]), columns, side === "x" ? left : right),
        squares: squares(own, fit[side]),
      };
    },
  };
}

/** Covariances of the whitened sides, [p, q], from the triangle of both: its lower left block times its first is the sides' own covariance. */
function crossOf({ x, y, both }: EllipticalFit): number[][] {
  const [p, q] = [x.mean.length, y.mean.length];
  const block = Float64Array.from({ length: p * q }, (_, i) => both.lower[(p + (i % q)) * (p + q) + Math.floor(i / q)] as number);
  const centred: Whitening = { ...y, mean: new Float64Array(q) };
  const rows = whitened(block, centred);
  return Array.from({ length: p }, (_, a) => Array.from(rows.subarray(a * q, (a + 1) * q)));
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
