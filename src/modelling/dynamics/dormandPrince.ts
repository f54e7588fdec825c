/**
 * Ordinary differential equations in double precision with a controlled error: the pair of order 5(4) of Dormand and Prince 1980, with
 * local extrapolation, as in Hairer, Nørsett and Wanner, Solving Ordinary Differential Equations I, section II.5. mathjs's solveODE, the same
 * pair, gave up at the corner of a minimum, took minutes with its limit lifted, and cannot be called for a relative error.
 */

export type Slope = (t: number, state: readonly number[]) => number[];

/** Coefficients of the stages, row by row; the last row is the step of order 5. */
const stages = [
  [1 / 5],
  [3 / 40, 9 / 40],
  [44 / 45, -56 / 15, 32 / 9],
  [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
  [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
  [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
] as const;
const times = [1 / 5, 3 / 10, 4 / 5, 8 / 9, 1, 1] as const;
/** Order 5 less order 4. */
const differences = [71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40] as const;

const mostSteps = 1e6;

/**
 * The state at `to`, from that at `from`.
 * @param tolerance of a step's error, relative to the state, and absolute where a state is below 1
 */
export function dormandPrince(slope: Slope, start: readonly number[], from: number, to: number, tolerance: number): number[] {
  let [t, now] = [from, [...start]];
  let h = (to - from) / 100;
  let first = slope(t, now);
  for (let step = 0; t < to && step < mostSteps; step++) {
    const last = t + h >= to;
    if (last) h = to - t;
    const slopes = [first];
    let next = now;
    for (const [i, row] of stages.entries()) {
      next = now.map((x, j) => x + h * row.reduce((sum, a, k) => sum + a * (slopes[k]?.[j] as number), 0));
      slopes.push(slope(t + (times[i] as number) * h, next));
    }
    const errors = now.map((x, j) => {
      const error = h * differences.reduce((sum, b, k) => sum + b * (slopes[k]?.[j] as number), 0);
      return Math.abs(error) / (tolerance * Math.max(1, Math.abs(x), Math.abs(next[j] as number)));
    });
    const error = Math.max(...errors);
    if (error <= 1) {
      t = last ? to : t + h;
      now = next;
      first = slopes[6] as number[];
    }
    if (Number.isNaN(error)) h /= 10;
    else h *= Math.min(5, Math.max(0.2, 0.9 * error ** -0.2));
  }
  return t < to ? now.map(() => Number.NaN) : now;
}
