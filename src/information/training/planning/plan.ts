/** From what a round's designs were credited with to the next round's designs, and to the design that is believed to be the best. */
import type { DesignSpace } from "../../../contracts/space.js";
import type { Key } from "../../../contracts/values.js";
import { normals } from "../../../numbers/distributions.js";
import { type Kernel, type Observation, type Process, processGiven } from "../../../numbers/gaussianProcess.js";
import { fitKernel } from "../../../numbers/kernelFit.js";
import { fold, split } from "../../../numbers/keys.js";
import { around, everywhere, type Raws, scales, sharesOf } from "./places.js";
import { members, most, type Point, type Recollection } from "./recollection.js";
import { type Round, settled, timeOf } from "./rounds.js";

/**
 * Share of the designs that are drawn from the whole space: all at first, so that the critic and the regression know it; later some, so that both go on
 * to know it. Credits are a bound, tight only where the critic was trained: designs that it was not trained at seem worse than they are.
 */
const broad = { first: 1, last: 0.1, from: 0.4 } as const;

/** From this share of the training on the best is only looked for around the best: one that jumps at last would not be followed to its end. */
const lastJump = 0.8;

/** So many designs of a round are the best one. */
const atBest = 2;

/** How many designs posterior functions are drawn at, half of them around the best; and how many are looked at each time to find that. */
const [candidates, looked] = [192, 64];

/** Widest distances in raw units, one after the other, in which the best is looked for. */
const reaches = [1, 0.5, 0.25, 0.125];

/** The kernel is fitted to so many points at most, every so many rounds, by so many sweeps. */
const fit = { points: 96, every: 4, sweeps: 3 } as const;

interface Given {
  readonly key: Key;
  readonly progress: number;
  readonly round: Round;
}

/** The points with this round's, each design's mean credit, in front. */
export function withRound(
  designs: DesignSpace,
  { plan, points }: Recollection,
  sums: readonly (readonly number[])[],
  round: Round,
): Point[] {
  const shares = sharesOf(designs, plan);
  const time = timeOf((settled(round) + round.end) / 2);
  const fresh = sums.flatMap(([sum = 0, count = 0], i): Point[] =>
    count > 0 ? [{ shares: shares[i] as number[], value: sum / count, count, time, round: round.index }] : [],
  );
  return [...fresh, ...points].slice(0, most);
}

/** @param before with the points of the round that is over, at least one */
export function planned(designs: DesignSpace, before: Recollection, { key, progress, round }: Given): Recollection {
  const k = split(key, "everywhere", "around", "draws", "best");
  const { points } = before;
  const known = round.index % fit.every === 1 || round.index < 3 ? fitted(before) : before;
  const process = processGiven(observations(points, known.logits), known.kernel);
  const now = timeOf(round.end);
  const placed = (raws: Raws) => placesOn(sharesOf(designs, raws), known.logits);
  const all = everywhere(designs, k.everywhere, candidates / 2);
  const starts = [before.best, ...(progress < lastJump ? [...before.plan, ...all] : [])];
  const better = (found: Raws): readonly number[] => found[highest(process.means(placed(found), now))] as readonly number[];
  const best = reaches.reduce(
    (centre, widest, i) => better([centre, ...around(designs, fold(k.best, i), centre, { n: looked, widest })]),
    better(starts),
  );
  const offered = [best, ...all, ...around(designs, k.around, best, { n: candidates / 2, widest: reaches[0] as number })];
  const share = broad.first + (broad.last - broad.first) * Math.min(1, progress / broad.from);
  const chosen = thompson(process, placed(offered), { time: now, key: k.draws }).map((i) => offered[i] as readonly number[]);
  const anywhere = Math.round(share * members);
  const plan = [...Array(atBest).fill(best), ...chosen].slice(0, Math.max(atBest, members - anywhere));
  return { points, ...known, best, plan: [...plan, ...all].slice(0, members) };
}

/**
 * Which candidate is the best of each of so many functions from the posterior (Thompson sampling: a batch is as many draws, which need no word from each
 * other: Kandasamy et al. 2018, AISTATS 84:133).
 */
function thompson(process: Process, places: readonly (readonly number[])[], { time, key }: { time: number; key: Key }): number[] {
  const m = places.length;
  const values = process.draws(places, time, normals(key, members * m));
  return Array.from({ length: members }, (_, i) => highest(values.subarray(i * m, (i + 1) * m)));
}

/** Where the largest value is; 0 where none can be compared (NaN). */
function highest(values: ArrayLike<number>): number {
  let found = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] as number) > (values[found] as number)) found = i;
  return found;
}

const placesOn = (shares: readonly (readonly number[])[], logits: boolean): number[][] =>
  shares.map((row) => row.map(logits ? scales.logits : scales.shares));

function observations(points: readonly Point[], logits: boolean): Observation[] {
  const places = placesOn(
    points.map(({ shares }) => shares),
    logits,
  );
  return points.map(({ value, count, time, round }, i) => ({ place: places[i] as number[], value, count, time, group: round }));
}

/** By the scale that more is in favour of; the one that was not taken last has further to go. */
function fitted({ points, kernel, logits }: Recollection): { readonly kernel: Kernel; readonly logits: boolean } {
  const every = Math.ceil(points.length / fit.points);
  const some = points.filter((_, i) => i % every === 0);
  const found = (on: boolean, sweeps: number) => ({ ...fitKernel(observations(some, on), kernel, sweeps), logits: on });
  const [same, other] = [found(logits, fit.sweeps), found(!logits, 2 * fit.sweeps)];
  return other.worth > same.worth ? other : same;
}
