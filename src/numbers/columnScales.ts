/** Columns on scales that can be compared. */
import type { Table } from "../contracts/bounds.js";
import { normalTail } from "./special.js";

/** Mean 0 and standard deviation 1; of a constant column, 0. */
export function standardised(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const sd = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length);
  return values.map((v) => (sd > 0 ? (v - mean) / sd : 0));
}

/** Each column by itself. */
export const standardisedOf = (table: Table): Table => columnByColumn(table, standardised);

/** Ranks from 1, equal numbers sharing their mean rank. */
export function ranks(values: Float64Array): Float64Array {
  const order = Uint32Array.from(values, (_, i) => i).sort((a, b) => (values[a] as number) - (values[b] as number));
  const out = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to] as number] === values[order[from] as number]) to++;
    for (let i = from; i < to; i++) out[order[i] as number] = (from + to + 1) / 2;
    from = to;
  }
  return out;
}

/** The standard normal's quantiles at (rank - ½) / n: an increasing map, under which information does not change. */
export function normalScores(values: Float64Array): Float64Array {
  const n = values.length;
  return standardised(ranks(values).map((rank) => quantile((rank - 0.5) / n)));
}

/** Each column by itself. */
export const normalScoresOf = (table: Table): Table => columnByColumn(table, normalScores);

function columnByColumn({ columns, values }: Table, of: (column: Float64Array) => Float64Array): Table {
  const n = values.length / columns;
  const out = new Float64Array(values.length);
  for (let j = 0; j < columns; j++) {
    const scaled = of(Float64Array.from({ length: n }, (_, i) => values[i * columns + j] as number));
    for (let i = 0; i < n; i++) out[i * columns + j] = scaled[i] as number;
  }
  return { columns, values: out };
}

/** z with P(Z < z) = p, by Newton's steps on the tail from Hastings' start (Abramowitz and Stegun 1964, 26.2.23). */
export function quantile(p: number): number {
  if (p > 0.5) return -quantile(1 - p);
  const t = Math.sqrt(-2 * Math.log(p));
  let z = t - (2.515517 + 0.802853 * t + 0.010328 * t * t) / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t ** 3);
  for (let i = 0; i < 3; i++) z += (normalTail(z) - p) * Math.sqrt(2 * Math.PI) * Math.exp(0.5 * z * z);
  return -z;
}
