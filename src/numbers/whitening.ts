/** Rows of numbers on a scale on which they are independent and of variance 1, so that distances between them mean something. */
import type { Table } from "../contracts/bounds.js";
import { cholesky } from "./cholesky.js";

/** With more outcomes, each is standardised by itself: a matrix of so many would be noise. */
const mostTogether = 40;

/** Of simulations that did not fail. */
export function rowsThatAreSound({ columns: q, values }: Table): number[] {
  const all = Array.from({ length: values.length / q }, (_, i) => i);
  return all.filter((i) => Array.from({ length: q }, (_, j) => values[i * q + j]).every(Number.isFinite));
}

/** Rows as they lie from the mean of all rows, in units of their spread: independent, and of variance 1. */
export function whitening(rows: Table): (at: (j: number) => number) => Float64Array {
  const { columns: q, values } = rows;
  const mean = new Float64Array(q);
  const sound = rowsThatAreSound(rows);
  for (const i of sound) for (let j = 0; j < q; j++) mean[j] = (mean[j] as number) + (values[i * q + j] as number) / sound.length;
  const covariance = Array.from({ length: q }, () => new Array<number>(q).fill(0));
  const together = q <= mostTogether;
  for (const i of sound)
    for (let j = 0; j < q; j++)
      for (let k = together ? 0 : j; k <= j; k++) {
        const row = covariance[j] as number[];
        row[k] =
          (row[k] as number) +
          (((values[i * q + j] as number) - (mean[j] as number)) * ((values[i * q + k] as number) - (mean[k] as number))) /
            sound.length;
      }
  // What never varies in simulations and does in data lies as far out as can be told.
  const least = 1e-12 * Math.max(...covariance.map((row, j) => row[j] as number), 1e-30);
  covariance.forEach((row, j) => {
    row[j] = (row[j] as number) * (1 + 1e-6) + least;
  });
  const lower = cholesky(covariance);
  return (at) => {
    const solved = new Float64Array(q);
    for (let j = 0; j < q; j++) {
      let left = at(j) - (mean[j] as number);
      const row = lower[j] as number[];
      if (together) for (let k = 0; k < j; k++) left -= (row[k] as number) * (solved[k] as number);
      solved[j] = left / (row[j] as number);
    }
    return solved;
  };
}
