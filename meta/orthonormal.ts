/** A family's basis made orthonormal over the range of x: what is least in it does not depend on units, origins or how it was written. */
import type { TaskFamily } from "./types.js";

/** Functions of mean square 1 over the range that span the same, and the coefficients of the mean curve's nearest function. */
export interface Orthonormal {
  at(x: number): number[];
  readonly ofMean: readonly number[];
}

const gridPoints = 200;
/** What is left of a function once those before it are taken out: below this share of it, it is a sum of them. */
const least = 1e-9;

const known = new WeakMap<TaskFamily, readonly Orthonormal[]>();

/** One for each of the family's bases, worked out once. */
export function orthonormalBases(family: TaskFamily): readonly Orthonormal[] {
  const found = known.get(family) ?? family.bases.map((basis) => orthonormal(family, basis));
  known.set(family, found);
  return found;
}

/** By Gram and Schmidt, each function twice, because nearly dependent ones keep errors of the first time. */
function orthonormal({ low, high, mean }: TaskFamily, basis: (x: number) => number[]): Orthonormal {
  const grid = Array.from({ length: gridPoints }, (_, i) => low + ((high - low) * (i + 0.5)) / gridPoints);
  const rows = grid.map(basis);
  const columns = Array.from({ length: rows[0]?.length ?? 0 }, (_, j) => rows.map((row) => row[j] as number));
  const done: { values: number[]; weights: number[] }[] = [];
  columns.forEach((column, j) => {
    const size = norm(column);
    let values = column.map((value) => value / (size || 1));
    let weights = columns.map((_, k) => (k === j ? 1 / (size || 1) : 0));
    for (const one of [...done, ...done]) {
      const share = product(values, one.values);
      values = values.map((value, i) => value - share * (one.values[i] as number));
      weights = weights.map((value, k) => value - share * (one.weights[k] as number));
    }
    const left = norm(values);
    if (left > least) done.push({ values: values.map((value) => value / left), weights: weights.map((value) => value / left) });
  });
  const means = grid.map(mean);
  return {
    at: (x) => {
      const values = basis(x);
      return done.map(({ weights }) => weights.reduce((sum, weight, k) => sum + weight * (values[k] as number), 0));
    },
    ofMean: done.map(({ values }) => product(means, values)),
  };
}

const product = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] as number), 0) / a.length;

const norm = (a: readonly number[]): number => {
  const most = Math.max(...a.map(Math.abs));
  return most > 0 ? most * Math.sqrt(a.reduce((sum, value) => sum + (value / most) ** 2, 0) / a.length) : 0;
};
