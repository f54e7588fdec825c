/**
 * Whether a policy measures densely around the peak of what it watches and sparsely after it (the finding of FLO appendix L.3), in numbers,
 * beside the static design on the same courses.
 */
import { median } from "simple-statistics";
import { staticOf } from "./decisions.js";
import { overallRange } from "./facts.js";
import type { Run } from "./run.js";

/** A share or a rate over experiments with its standard error. */
export interface Measured {
  readonly value: number;
  readonly se: number;
}

/** How measurements lie to the peaks. */
export interface Habits {
  /** Measurement minus peak, all of them, in the axis' unit. */
  readonly offsets: readonly number[];
  /** Median distance of a measurement to its experiment's peak. */
  readonly distance: number;
  /** Share of measurements within the window of the peak. */
  readonly near: Measured;
  /** Measurements per window length: before the window around the peak, in it, and after it. */
  readonly rates: { readonly before: Measured; readonly around: Measured; readonly after: Measured };
  /** Median distance between neighbours: both before the peak, one on each side, both after. Absent where there are none. */
  readonly gaps: { readonly before?: number; readonly across?: number; readonly after?: number };
}

export interface Peaks {
  /** Experiments whose course has its highest point inside the axis, and all of them. */
  readonly count: number;
  readonly of: number;
  /** A tenth of the axis. */
  readonly window: number;
  readonly policy: Habits;
  readonly fixed?: Habits;
  /** Policy minus static, of the share near the peak, paired by experiment. */
  readonly nearer?: Measured;
}

/** Fewer say nothing; and where most courses rise or fall all the way, as lines do, the question makes no sense. */
const leastShare = 0.5;

export function peaksOf(run: Run): Peaks | undefined {
  const { rollouts, drawing } = run;
  if (!rollouts?.courses || !drawing) return undefined;
  const { xs } = drawing;
  const found = rollouts.courses.flatMap((course, i) => {
    const at = course.indexOf(course.reduce((most, y) => Math.max(most, y), Number.NEGATIVE_INFINITY));
    return at > 0 && at < xs.length - 1 ? [{ peak: xs[at] as number, design: rollouts.design[i] as readonly number[] }] : [];
  });
  const of = rollouts.courses.length;
  if (found.length < leastShare * of) return undefined;
  const range = overallRange(run);
  const window = Number(((range[1] - range[0]) / 10).toPrecision(2));
  const planned = staticOf(run);
  const policy = habitsOf(found, range, window);
  const fixed = planned && habitsOf(found.map(({ peak }) => ({ peak, design: planned })), range, window); // biome-ignore format: short
  const difference = (planned ? found : []).map(
    ({ peak, design }) => nearShare(design, peak, window) - nearShare(planned as readonly number[], peak, window),
  );
  return { count: found.length, of, window, policy, ...(fixed ? { fixed, nearer: average(difference) } : {}) };
}

interface Watched {
  readonly peak: number;
  readonly design: readonly number[];
}

const nearShare = (design: readonly number[], peak: number, window: number): number =>
  design.filter((x) => Math.abs(x - peak) <= window).length / design.length;

function average(values: readonly number[]): Measured {
  return ratio(values, values.map(() => 1)); // biome-ignore format: short
}

/** Sum over sum, with the standard error of a ratio of means over independent experiments. */
export function ratio(counts: readonly number[], lengths: readonly number[]): Measured {
  const total = lengths.reduce((sum, x) => sum + x, 0);
  const value = counts.reduce((sum, x) => sum + x, 0) / total;
  const n = counts.length;
  const squares = counts.reduce((sum, count, i) => sum + (count - value * (lengths[i] as number)) ** 2, 0);
  return { value, se: Math.sqrt((squares * n) / Math.max(1, n - 1)) / total };
}

function habitsOf(watched: readonly Watched[], [low, high]: readonly [number, number], window: number): Habits {
  const offsets = watched.flatMap(({ peak, design }) => design.map((x) => x - peak));
  const rate = (zone: (peak: number) => readonly [number, number]): Measured =>
    ratio(
      watched.map(({ peak, design }) => {
        const [from, to] = zone(peak);
        return design.filter((x) => x >= from && x <= to).length;
      }),
      watched.map(({ peak }) => {
        const [from, to] = zone(peak);
        return Math.max(0, to - from) / window;
      }),
    );
  return {
    offsets,
    distance: median(offsets.map(Math.abs)),
    near: average(watched.map(({ peak, design }) => nearShare(design, peak, window))),
    rates: {
      before: rate((peak) => [low, peak - window]),
      around: rate((peak) => [Math.max(low, peak - window), Math.min(high, peak + window)]),
      after: rate((peak) => [peak + window, high]),
    },
    gaps: gapsOf(watched),
  };
}

function gapsOf(watched: readonly Watched[]): Habits["gaps"] {
  const gaps: Record<"before" | "across" | "after", number[]> = { before: [], across: [], after: [] };
  for (const { peak, design } of watched) {
    const sorted = [...design].sort((a, b) => a - b);
    for (let i = 1; i < sorted.length; i++) {
      const [left, right] = [sorted[i - 1] as number, sorted[i] as number];
      gaps[right <= peak ? "before" : left >= peak ? "after" : "across"].push(right - left);
    }
  }
  return Object.fromEntries(Object.entries(gaps).flatMap(([where, list]) => (list.length ? [[where, median(list)]] : [])));
}

/** True when the first is larger by more than chance would make it. */
export function clearlyMore(first: Measured, second: Measured): boolean {
  return first.value - second.value > 2 * Math.hypot(first.se, second.se);
}

/** The answer as far as the numbers carry it. */
export function verdictOf({ policy: { rates }, nearer }: Peaks): "yes" | "partly" | "no" {
  if (!clearlyMore(rates.around, rates.after)) return "no";
  const more = nearer === undefined || clearlyMore(nearer, { value: 0, se: 0 });
  return more && clearlyMore(rates.around, rates.before) ? "yes" : "partly";
}
