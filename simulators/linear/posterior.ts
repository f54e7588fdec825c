/** The posterior of intercept and slope given one outcome, integrated on a grid that its own shape lays out. */
import { curvatureAt, slopeAt, type Tabulated, valueAt } from "../../src/numbers/tabulated.js";

type Pair = readonly [number, number];

/** Grid spacing in units of the mode's standard deviation: halving it changes entropies by less than 1e-6. */
const SPACING = 0.6;
/** Grid points this far below the mode, in nats, end a row: together they weigh less than 1e-6. */
const CUTOFF = 18;

/** The log posterior up to a constant: prior N(0, priorSd²) for both, noise with log density `log`. */
interface Target {
  readonly design: readonly number[];
  readonly outcome: Float64Array;
  readonly log: Tabulated;
  readonly precision: number;
}

function logTarget({ design, outcome, log, precision }: Target, a: number, b: number): number {
  let sum = -0.5 * precision * (a * a + b * b);
  for (let j = 0; j < design.length; j++) sum += valueAt(log, (outcome[j] as number) - a - b * (design[j] as number));
  return sum;
}

/** Gradient, then the entries aa, ab, bb of the negative Hessian. */
function derivatives(
  { design, outcome, log, precision }: Target,
  a: number,
  b: number,
): [number, number, number, number, number] {
  let [ga, gb, haa, hab, hbb] = [-precision * a, -precision * b, precision, 0, precision];
  for (let j = 0; j < design.length; j++) {
    const d = design[j] as number;
    const x = (outcome[j] as number) - a - b * d;
    const slope = slopeAt(log, x);
    const bend = Math.max(0, -curvatureAt(log, x));
    ga -= slope;
    gb -= slope * d;
    haa += bend;
    hab += bend * d;
    hbb += bend * d * d;
  }
  return [ga, gb, haa, hab, hbb];
}

/** Newton's method with halved steps; the noise's density is log-concave, so there is one mode. */
function modeOf(target: Target, start: Pair): Pair {
  let [a, b] = start;
  let value = logTarget(target, a, b);
  for (let i = 0; i < 50; i++) {
    const [ga, gb, haa, hab, hbb] = derivatives(target, a, b);
    const determinant = haa * hbb - hab * hab;
    const [da, db] = [(hbb * ga - hab * gb) / determinant, (haa * gb - hab * ga) / determinant];
    let share = 1;
    let next = logTarget(target, a + da, b + db);
    while (next < value && share > 1e-4) {
      share /= 2;
      next = logTarget(target, a + share * da, b + share * db);
    }
    if (next < value) break;
    const gained = next - value;
    [a, b, value] = [a + share * da, b + share * db, next];
    if (gained < 1e-3) break; // the grid only needs to start near the mode
  }
  return [a, b];
}

/** A grid step along this direction: no measurement may move by more than the sd of the noise's normal part, its finest detail. */
function spaced([a, b]: Pair, design: readonly number[], noiseSd: number): Pair {
  const moved = design.reduce((most, d) => Math.max(most, Math.abs(a + b * d)), 0);
  const step = Math.min(SPACING, noiseSd / moved);
  return [a * step, b * step];
}

/**
 * Differential entropy, nats, by the trapezoid rule on the grid of the mode's own axes. Rows and columns are walked outwards
 * from the highest point until they no longer matter, which a log-concave density allows.
 * @param start where to look for the mode first
 * @returns the entropy, that of the slope alone, and how many grid points it took
 */
export function posteriorEntropy(
  design: readonly number[],
  outcome: Float64Array,
  log: Tabulated,
  priorSd: number,
  start: Pair,
): { entropy: number; slope: number; points: number } {
  const target: Target = { design, outcome, log, precision: 1 / (priorSd * priorSd) };
  const [a, b] = modeOf(target, start);
  const [, , haa, hab, hbb] = derivatives(target, a, b);
  // Inverse transposed Cholesky factor of the negative Hessian: whitens the neighbourhood of the mode.
  const l11 = Math.sqrt(haa);
  const l21 = hab / l11;
  const l22 = Math.sqrt(hbb - l21 * l21);
  const steps: [Pair, Pair] = [
    [1 / l11, 0],
    [-l21 / (l11 * l22), 1 / l22],
  ];
  const [[aa], [ab, bb]] = steps.map((step) => spaced(step, design, log.scale)) as [Pair, Pair];
  const peak = logTarget(target, a, b);
  let points = 0;
  let mass = 0;
  let moment = 0; // sum of p log p, relative to the peak
  const visit = (i: number, j: number): number => {
    const value = logTarget(target, a + aa * i + ab * j, b + bb * j) - peak;
    const p = Math.exp(value);
    points++;
    mass += p;
    moment += p * value;
    return value;
  };
  let ofRows = 0; // sum of m log m over the rows' masses m: along a row the slope is the same
  const row = (j: number, from: number): Pair => {
    const before = mass;
    let best = from;
    let highest = visit(from, j);
    for (const step of [1, -1]) {
      let last = -Infinity;
      for (let i = from + step; ; i += step) {
        const value = visit(i, j);
        if (value > highest) [highest, best] = [value, i];
        if (value < -CUTOFF && value <= last) break;
        last = value;
      }
    }
    ofRows += xLogX(mass - before);
    return [highest, best];
  };
  const [, middle] = row(0, 0);
  for (const step of [1, -1]) {
    let from = middle;
    for (let j = step; ; j += step) {
      const [highest, best] = row(j, from);
      from = best;
      if (highest < -CUTOFF) break;
    }
  }
  const cell = aa * bb;
  return { entropy: Math.log(mass * cell) - moment / mass, slope: Math.log(mass * bb) - ofRows / mass, points };
}

const xLogX = (x: number): number => (x > 0 ? x * Math.log(x) : 0);
