/** Maps of rows that tell as much afterwards: they move no truth. */
import type { Table } from "../../src/contracts/bounds.js";
import { normalTail } from "../../src/numbers/special.js";
import { type Row, rowOf, table } from "./task.js";

export type RowMap = (row: number[]) => number[];

export const mapped = (side: Table, f: RowMap): Table => {
  const rows = side.values.length / side.columns;
  const of: Row = (i) => f(rowOf(side, i));
  return table(of(0).length, rows, of);
};

const each =
  (f: (v: number) => number): RowMap =>
  (row) =>
    row.map(f);

export const same: RowMap = (row) => row;
const upTo = (z: number) => 1 - normalTail(z);
export const cdf = each(upTo);
export const halfCube = each((v) => v * Math.sqrt(Math.abs(v)));
export const asinh = each(Math.asinh);
export const wiggly = each((v) => v + 0.4 * Math.sin(v) + 0.2 * Math.sin(1.7 * v + 1) + 0.03 * Math.sin(3.3 * v - 2.5));

/** Turns the first two coordinates by an angle that grows with the squared length (Czyż et al. 2023, appendix A). */
export const spiral =
  (speed: number): RowMap =>
  (row) => {
    const angle = speed * row.reduce((sum, v) => sum + v * v, 0);
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const [a, b] = row as [number, number];
    return [c * a - s * b, s * a + c * b, ...row.slice(2)];
  };

export const swissRoll: RowMap = ([z]) => {
  const t = 1.5 * Math.PI * (1 + 2 * upTo(z as number));
  return [(t * Math.cos(t)) / 21, (t * Math.sin(t)) / 21];
};

/** The quantile of half N(-2, 1) and half N(2, 1), by bisection. */
export const bimodal = each((z) => {
  const p = upTo(z);
  let [low, high] = [-12, 12];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (0.5 * (upTo(middle + 2) + upTo(middle - 2)) < p) low = middle;
    else high = middle;
  }
  return low;
});

/** (W x)³ with W orthogonal: Householder's reflection at (1, ..., 1). */
export const rotatedCube: RowMap = (row) => {
  const sum = row.reduce((a, b) => a + b, 0);
  return row.map((v) => (v - (2 / row.length) * sum) ** 3);
};
