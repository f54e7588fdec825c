/** Every bound again, as a loop over plain double-precision numbers: rows theta, columns outcome. */
export type Matrix = readonly (readonly number[])[];

const at = (s: Matrix, i: number, j: number): number => (s[i] as readonly number[])[j] as number;
const others = (n: number, i: number): number[] => Array.from({ length: n }, (_, j) => j).filter((j) => j !== i);
export const transposed = (s: Matrix): number[][] => s.map((_, i) => s.map((_, j) => at(s, j, i)));
export const mean = (xs: readonly number[]): number => xs.reduce((sum, x) => sum + x, 0) / xs.length;

type Loop = (s: Matrix, aux: readonly number[]) => number[];

/** log(mean exp) of the pairs that do not belong together. */
export const logMean = (s: Matrix): number =>
  Math.log(mean(s.flatMap((_, i) => others(s.length, i).map((j) => Math.exp(at(s, i, j))))));

/** Donsker and Varadhan's value, linearised in the pairs. @param t the scores of pairs that do not belong together */
const linearised = (s: Matrix, t = s): number[] => {
  const m = Math.exp(logMean(t));
  const row = (i: number) => mean(others(s.length, i).map((j) => Math.exp(at(t, i, j)))) / m;
  const column = (i: number) => mean(others(s.length, i).map((j) => Math.exp(at(t, j, i)))) / m;
  return s.map((_, i) => at(s, i, i) - Math.log(m) - (row(i) + column(i) - 2));
};

const clipped = (s: Matrix, most: number): Matrix => s.map((row) => row.map((x) => Math.min(most, Math.max(-most, x))));

/** @param alpha weight of the batch's own mean @param geometric whether logarithms are mixed */
export const alphaLoop =
  (alpha: number, geometric = false): Loop =>
  (s, q) =>
    s.map((_, j) => {
      const logA = (without: number) => {
        const batch = mean(others(s.length, without).map((k) => Math.exp(at(s, k, j))));
        if (geometric) return Math.log(batch ** alpha * Math.exp(q[j] as number) ** (1 - alpha));
        return Math.log(alpha * batch + (1 - alpha) * Math.exp(q[j] as number));
      };
      const rest = others(s.length, j);
      return 1 + at(s, j, j) - mean(rest.map(logA)) - mean(rest.map((i) => Math.exp(at(s, i, j) - logA(j))));
    });

const tubaLoop: Loop = (s, b) =>
  s.map((_, j) => {
    const bj = b[j] as number;
    return 1 + at(s, j, j) - bj - mean(others(s.length, j).map((i) => Math.exp(at(s, i, j) - bj)));
  });

const infoNceLoop: Loop = (s) => s.map((_, j) => at(s, j, j) - Math.log(mean(s.map((_, i) => Math.exp(at(s, i, j))))));

/** One contribution a pair; `aux` is u or log a. */
const own: Readonly<Record<string, Loop>> = {
  flo: (s, u) =>
    s.map((_, i) => {
      const ui = u[i] as number;
      return -(ui + mean(others(s.length, i).map((j) => Math.exp(at(s, i, j) - at(s, i, i) - ui))) - 1);
    }),
  nwj: (s) => s.map((_, i) => at(s, i, i) - mean(others(s.length, i).map((j) => Math.exp(at(s, i, j) - 1)))),
  tuba: tubaLoop,
  etaMine: tubaLoop,
  nwjLikelihood: tubaLoop,
  mineTuba: (s) =>
    tubaLoop(
      s,
      s.map(() => 0),
    ),
  infoNce: infoNceLoop,
  pce: infoNceLoop,
  infoNceRows: (s) => infoNceLoop(transposed(s), []),
  alphaInfoNce: alphaLoop(0.01),
  alphaLikelihood: alphaLoop(0.01),
  jsd: (s) => s.map((_, j) => 1 + at(s, j, j) - mean(others(s.length, j).map((i) => Math.exp(at(s, i, j))))),
  mine: (s) => linearised(s),
  dv: (s) => linearised(s),
  smile: (s) => linearised(s, clipped(s, 5)),
  fdv: (s) => s.map((_, i) => -Math.log(mean(others(s.length, i).map((j) => Math.exp(at(s, i, j) - at(s, i, i)))))),
  nmc: (s) => s.map((_, j) => at(s, j, j) - Math.log(mean(others(s.length, j).map((i) => Math.exp(at(s, i, j)))))),
};

/** Of a regularised bound, those of its base. */
export const loops = Object.fromEntries(
  Object.entries(own).flatMap(([name, loop]) => [
    [name, loop],
    [`re${name.charAt(0).toUpperCase()}${name.slice(1)}`, loop],
  ]),
) as Readonly<Record<string, Loop>>;

/** Donsker and Varadhan's value with the negatives of the batch. */
export const donskerVaradhan = (s: Matrix): number => mean(s.map((_, i) => at(s, i, i))) - logMean(s);
