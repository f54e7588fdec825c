/** Normals and Student's t, and what maps make of them. */
import type { Table } from "../../src/contracts/bounds.js";
import type { Key } from "../../src/contracts/values.js";
import { cholesky } from "../../src/numbers/cholesky.js";
import { gammas, normals } from "../../src/numbers/distributions.js";
import { split } from "../../src/numbers/keys.js";
import { digamma, logGamma } from "../../src/numbers/special.js";
import { mapped, type RowMap, rotatedCube, same } from "./maps.js";
import { type Group, type KnownTask, table } from "./task.js";

type Matrix = readonly (readonly number[])[];

const square = (d: number, at: (i: number, j: number) => number): Matrix =>
  Array.from({ length: d }, (_, i) => Array.from({ length: d }, (_, j) => (i === j ? 1 : at(i, j))));
/** Correlation .5 everywhere. */
export const dense = (d: number): Matrix => square(2 * d, () => 0.5);
/** So many pairs (x_i, y_i) with this correlation, and nothing else. */
export const paired = (d: number, pairs: number, rho: number): Matrix =>
  square(2 * d, (i, j) => (Math.abs(i - j) === d && Math.min(i, j) < pairs ? rho : 0));

/** ½ log(|Σ_x| |Σ_y| / |Σ|) */
function normalInformation(covariance: Matrix, dx: number): number {
  const half = (from: number, to: number) =>
    cholesky(covariance.slice(from, to).map((row) => row.slice(from, to))).reduce(
      (sum, row, i) => sum + Math.log(row[i] as number),
      0,
    );
  return half(0, dx) + half(dx, covariance.length) - half(0, covariance.length);
}

function normalRows(covariance: Matrix, k: Key, rows: number): Float64Array {
  const lower = cholesky(covariance);
  const d = lower.length;
  const z = normals(k, rows * d);
  const out = new Float64Array(rows * d);
  for (let i = 0; i < rows; i++)
    for (let a = 0; a < d; a++)
      for (let b = 0; b <= a; b++)
        out[i * d + a] = (out[i * d + a] as number) + (lower[a]?.[b] as number) * (z[i * d + b] as number);
  return out;
}

const apart = (all: Float64Array, dx: number, d: number): { readonly x: Table; readonly y: Table } => {
  const rows = all.length / d;
  return {
    x: table(dx, rows, (i) => Array.from(all.subarray(i * d, i * d + dx))),
    y: table(d - dx, rows, (i) => Array.from(all.subarray(i * d + dx, (i + 1) * d))),
  };
};

export const normal = (
  name: string,
  group: Group,
  covariance: Matrix,
  dx: number,
  [f, g]: readonly [RowMap, RowMap] = [same, same],
): KnownTask => ({
  name,
  group,
  sides: [f(new Array(dx).fill(0.1)).length, g(new Array(covariance.length - dx).fill(0.1)).length],
  truth: normalInformation(covariance, dx),
  draw(k, rows) {
    const { x, y } = apart(normalRows(covariance, k, rows), dx, covariance.length);
    return { x: mapped(x, f), y: mapped(y, g) };
  },
});

/** y = (W x)³ with W orthogonal, of pairs: [variational-bounds], cubic. */
export const cubic = (d: number, rho: number, group: Group): KnownTask =>
  normal(`cubic ${d}x${d}`, group, paired(d, d, rho), d, [same, rotatedCube]);

/** Entropy of a multivariate t with identity dispersion. */
const studentEntropy = (k: number, dof: number) =>
  logGamma(dof / 2) -
  logGamma((dof + k) / 2) +
  (k / 2) * Math.log(dof * Math.PI) +
  ((dof + k) / 2) * (digamma((dof + k) / 2) - digamma(dof / 2));

export const student = (d: number, dof: number, group: Group, f: RowMap = same, word = ""): KnownTask => ({
  name: `${word}student ${d}x${d} dof ${dof}`,
  group,
  sides: [d, d],
  truth: 2 * studentEntropy(d, dof) - studentEntropy(2 * d, dof),
  draw(k, rows) {
    const keys = split(k, "normal", "scale");
    const z = normalRows(paired(d, 0, 0), keys.normal, rows);
    const scale = gammas(keys.scale, rows, dof / 2, 2 / dof);
    const all = z.map((v, i) => v / Math.sqrt(scale[Math.floor(i / (2 * d))] as number));
    const { x, y } = apart(all, d, 2 * d);
    return { x: mapped(x, f), y: mapped(y, f) };
  },
});
