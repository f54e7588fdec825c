/** A lower bound from samples alone: the convex problem is solved on one half of the rows, and read off the other, both ways. */
import { errorOfMean, mean } from "../../basics/statistics.js";
import type { SampleEstimate, Table } from "../../contracts/bounds.js";
import { type PairFeatures, standardiserOf } from "./features.js";
import { type Norm, normMatrix, norms, solveInNorm } from "./norms.js";
import { type ConvexProblem, type ConvexSolution, type Rows, rowsTimes, solveConvex } from "./solve.js";

export interface CrossFit {
  /** Of standardised rows. */
  readonly features: PairFeatures;
  readonly ridge: number;
  /** What the ridge weighs; absent: the square of the weights. */
  readonly norm?: Norm;
}

/** Fewer say nothing of half of them. */
const fewest = 40;

/** So many pairs that do not belong together are made of a half, in all, and each row of it stands in at most so many as x. */
const [inAll, perRow] = [6000, 16] as const;

/**
 * The mean over both halves of 1 + mean(f - η) - mean exp(f - η), f and η the best ones for the other half: below the information on average,
 * whatever the features are. What it would be on the rows that it was fitted to is no bound.
 * @returns nats; `se` by the linear part of a U-statistic (Hoeffding 1948); `gap` the larger one of the two solutions
 */
export function crossFitted(x: Table, y: Table, { features, ridge, norm = "ridge" }: CrossFit): SampleEstimate {
  const n = rowsIn(x);
  if (rowsIn(y) !== n) throw new Error(`x has ${n} rows, and y ${rowsIn(y)}`);
  if (n < fewest) throw new Error(`at least ${fewest} rows are needed, got ${n}`);
  const halves = [0, 1].map((from) => Array.from({ length: Math.floor((n - from + 1) / 2) }, (_, i) => from + 2 * i));
  const parts = halves.map((fitted, half) => {
    const standardised = [x, y].map((table) => standardiserOf(rowsOf(table, fitted)));
    const sample = (rows: readonly number[]): Sample => {
      const [xs, ys] = [x, y].map((table, side) => rows.map((row) => standardised[side]?.(rowOf(table, row)) as number[]));
      return { xs: xs as number[][], ys: ys as number[][], pairs: othersOf(rows.length) };
    };
    const own = sample(fitted);
    const solution = solved(own, features, { ridge, norm });
    return { solution, added: readOff(sample(halves[1 - half] as number[]), features, solution) };
  });
  const added = parts.flatMap((part) => part.added);
  return {
    value: mean(parts.map((part) => mean(part.added))),
    se: errorOfMean(added),
    gap: Math.max(...parts.map(({ solution }) => solution.gap)),
  };
}

function solved(sample: Sample, features: PairFeatures, { ridge, norm }: { ridge: number; norm: Norm }): ConvexSolution {
  const problem: ConvexProblem = { pairs: belonging(sample, features), others: apart(sample, features), ridge };
  const add = norms[norm];
  if (!add) return solveConvex(problem);
  const { xs, ys, pairs } = sample;
  const kinds = [xs.map((_, i) => [i, i] as const), pairs];
  const both = kinds.map((kind) => kind.map(([i, j]) => [xs[i], ys[j]] as [number[], number[]]));
  return solveInNorm(problem, normMatrix(add, features, both));
}

interface Sample {
  readonly xs: readonly (readonly number[])[];
  readonly ys: readonly (readonly number[])[];
  /** Which rows' x and y stand beside one another though they do not belong together. */
  readonly pairs: readonly (readonly [number, number])[];
}

/** Each row's x beside the y of rows before and behind it, round the sample: as often as x as it is y, and the same with both exchanged. */
function othersOf(n: number): [number, number][] {
  const distances = Math.max(1, Math.floor(Math.min(perRow, inAll / n, n - 1) / 2));
  const apart = Math.max(1, Math.floor((n - 1) / (2 * distances)));
  return Array.from({ length: distances }, (_, d) => (d + 1) * apart).flatMap((distance) =>
    Array.from(
      { length: n },
      (_, i) =>
        [
          [i, (i + distance) % n],
          [(i + distance) % n, i],
        ] as [number, number][],
    ).flat(),
  );
}

function belonging({ xs, ys }: Sample, features: PairFeatures): Rows {
  return made(
    features,
    xs.map((_, i) => [i, i]),
    xs,
    ys,
  );
}

const apart = ({ xs, ys, pairs }: Sample, features: PairFeatures): Rows => made(features, pairs, xs, ys);

function made({ columns, write }: PairFeatures, pairs: Sample["pairs"], xs: Sample["xs"], ys: Sample["ys"]): Rows {
  const values = new Float64Array(pairs.length * columns);
  pairs.forEach(([i, j], row) => {
    write(xs[i] as readonly number[], ys[j] as readonly number[], values, row * columns);
  });
  return { columns, values };
}

/** Of every row, what it adds to the value: its own log ratio, less the ratios in which its x or its y stands. */
function readOff(sample: Sample, features: PairFeatures, { weights, eta }: ConvexSolution): number[] {
  const own = rowsTimes(belonging(sample, features), weights);
  const ratios = rowsTimes(apart(sample, features), weights).map((score) => Math.exp(score - eta));
  const centre = ratios.reduce((sum, r) => sum + r, 0) / ratios.length;
  const perSide = ratios.length / own.length;
  const added = Array.from(own, (score) => 1 + score - eta - centre);
  ratios.forEach((ratio, at) => {
    for (const row of sample.pairs[at] as readonly [number, number])
      added[row] = (added[row] as number) - (ratio - centre) / perSide;
  });
  return added;
}

const rowsIn = ({ columns, values }: Table): number => values.length / columns;

const rowOf = ({ columns, values }: Table, row: number): number[] =>
  Array.from({ length: columns }, (_, k) => values[row * columns + k] as number);

const rowsOf = (table: Table, rows: readonly number[]): Table => ({
  columns: table.columns,
  values: Float64Array.from(rows.flatMap((row) => rowOf(table, row))),
});
