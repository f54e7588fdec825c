/** Whether data look like what is simulated: how alone they stand among simulations. */
import type { Table } from "../contracts/bounds.js";
import { rowsThatAreSound, whitening } from "./whitening.js";

export interface Check {
  /** Share of simulations that lie at least as far out as the data. */
  readonly p: number;
  readonly se: number;
  readonly samples: number;
}

/** Neighbours that tell how alone something stands; simulations among which they are looked for, and those that are asked for theirs. */
const [neighbours, among, asked] = [10, 5000, 1500];

/**
 * How alone data stand among simulations, whatever shape those have: p is the share of simulations whose tenth neighbour is as far away as
 * that of the data. What was trained on the simulations knows little where p is small.
 */
export function strangeness(simulated: Table, seen: ArrayLike<number>): Check {
  const { columns: q } = simulated;
  const whiten = whitening(simulated);
  const points = rowsThatAreSound(simulated)
    .slice(0, among)
    .map((i) => whiten((j) => simulated.values[i * q + j] as number));
  const flat = Float64Array.from(points.flatMap((point) => [...point]));
  const own = tenthDistance(
    flat,
    whiten((j) => seen[j] as number),
    -1,
  );
  const every = Math.max(1, Math.floor(points.length / asked));
  let [farther, of] = [0, 0];
  for (let i = 0; i < points.length; i += every) {
    of++;
    if (tenthDistance(flat, points[i] as Float64Array, i) >= own) farther++;
  }
  const p = farther / of;
  return { p, se: Math.sqrt(Math.max(p * (1 - p), 1 / of ** 2) / of), samples: of };
}

/** Squared distance of the tenth neighbour. @param itself not a neighbour of its own */
function tenthDistance(flat: Float64Array, point: Float64Array, itself: number): number {
  const q = point.length;
  const nearest = new Float64Array(neighbours).fill(Number.POSITIVE_INFINITY); // ascending
  for (let i = 0; i < flat.length / q; i++) {
    let d = 0;
    for (let j = 0; j < q; j++) d += ((flat[i * q + j] as number) - (point[j] as number)) ** 2;
    if (i === itself || !(d < (nearest[neighbours - 1] as number))) continue;
    let at = neighbours - 1;
    for (; at > 0 && (nearest[at - 1] as number) > d; at--) nearest[at] = nearest[at - 1] as number;
    nearest[at] = d;
  }
  return nearest[neighbours - 1] as number;
}

/** Below, what was trained on the simulations has seen hardly any like the data. */
export const strangeToLearned = 0.01;
