/** Every bound again, as a loop over plain double-precision numbers: rows theta, columns outcome. */
export type Matrix = readonly (readonly number[])[];

const at = (s: Matrix, i: number, j: number): number => (s[i] as readonly number[])[j] as number;
const others = (n: number, i: number): number[] => Array.from({ length: n }, (_, j) => j).filter((j) => j !== i);
const mean = (xs: readonly number[]): number => xs.reduce((sum, x) => sum + x, 0) / xs.length;

/** One contribution a pair; `aux` is u or log a. */
export const loops: Readonly<Record<string, (s: Matrix, aux: readonly number[]) => number[]>> = {
  flo: (s, u) =>
    s.map((_, i) => {
      const ui = u[i] as number;
      return -(ui + mean(others(s.length, i).map((j) => Math.exp(at(s, i, j) - at(s, i, i) - ui))) - 1);
    }),
  nwj: (s) => s.map((_, i) => at(s, i, i) - mean(others(s.length, i).map((j) => Math.exp(at(s, i, j) - 1)))),
  tuba: (s, b) =>
    s.map((_, j) => {
      const bj = b[j] as number;
      return 1 + at(s, j, j) - bj - mean(others(s.length, j).map((i) => Math.exp(at(s, i, j) - bj)));
    }),
  etaMine: (s, eta) =>
    s.map(
      (_, j) =>
        1 + at(s, j, j) - (eta[j] as number) - mean(others(s.length, j).map((i) => Math.exp(at(s, i, j) - (eta[j] as number)))),
    ),
  infoNce: (s) => s.map((_, j) => at(s, j, j) - Math.log(mean(s.map((_, i) => Math.exp(at(s, i, j)))))),
  pce: (s) => s.map((_, j) => at(s, j, j) - Math.log(mean(s.map((_, i) => Math.exp(at(s, i, j)))))),
  mine: (s) => {
    const m = mean(s.flatMap((_, i) => others(s.length, i).map((j) => Math.exp(at(s, i, j)))));
    const row = (i: number) => mean(others(s.length, i).map((j) => Math.exp(at(s, i, j)))) / m;
    const column = (i: number) => mean(others(s.length, i).map((j) => Math.exp(at(s, j, i)))) / m;
    return s.map((_, i) => at(s, i, i) - Math.log(m) - (row(i) + column(i) - 2));
  },
  nmc: (s) => s.map((_, j) => at(s, j, j) - Math.log(mean(others(s.length, j).map((i) => Math.exp(at(s, i, j)))))),
};

/** Donsker and Varadhan's value with the negatives of the batch. */
export const donskerVaradhan = (s: Matrix): number =>
  mean(s.map((_, i) => at(s, i, i))) - Math.log(mean(s.flatMap((_, i) => others(s.length, i).map((j) => Math.exp(at(s, i, j))))));
