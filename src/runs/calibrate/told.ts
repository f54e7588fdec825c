/** What places of the truth among draws say of a posterior. */
import { normalQuantile } from "../../numbers/inverseNormal.js";
import { normalTail } from "../../numbers/special.js";
import { uniformityTest } from "../../numbers/uniformity.js";
import type { CalibratedParameter } from "../../records/types.js";

/** A posterior that is right gets below this in one of a hundred tests. */
export const leastP = 0.01;

const shares = { "0.5": 0.5, "0.9": 0.9, "0.95": 0.95 } as const;
type Share = keyof typeof shares;

type Uniformity = Pick<CalibratedParameter, "sbcP" | "coverage" | "coverageErrors">;
type Spread = Pick<CalibratedParameter, "shift" | "shiftError" | "width" | "widthError">;
type Holds = (place: number, share: number) => boolean;

/** A central interval of this share holds the truth. */
export const central: Holds = (place, share) => Math.abs(place - 0.5) < share / 2;
/** The ball around the random point that has this share of the draws. */
export const nearest: Holds = (place, share) => place < share;

export function uniformityOf(places: readonly number[], holds: Holds): Uniformity {
  const coverage = each((share) => coverageAt(places, holds, share));
  const n = places.length;
  return {
    sbcP: uniformityTest(places).p,
    coverage,
    // None or all of n: as if it were one more or one less.
    coverageErrors: each((_, name) => Math.sqrt(Math.max(coverage[name] * (1 - coverage[name]), 1 / n) / n)),
  };
}

const each = (of: (share: number, name: Share) => number): Record<Share, number> =>
  Object.fromEntries(Object.entries(shares).map(([name, share]) => [name, of(share, name as Share)])) as Record<Share, number>;

const coverageAt = (places: readonly number[], holds: Holds, share: number): number =>
  places.filter((place) => holds(place, share)).length / places.length;

/** Levels at which a coverage curve is told. */
export const levels: readonly number[] = Array.from({ length: 19 }, (_, i) => (i + 1) / 20);

export const curveOf = (places: readonly number[], holds: Holds): number[] =>
  levels.map((level) => coverageAt(places, holds, level));

const parts = 20;

export function histogramOf(places: readonly number[]): number[] {
  const counts = new Array<number>(parts).fill(0);
  for (const place of places) {
    const part = Math.min(parts - 1, Math.floor(place * parts));
    counts[part] = (counts[part] as number) + 1;
  }
  return counts;
}

/** Centre and width that the posterior should have, in its own standard deviations, as if it were normal. */
export function spreadOf(places: readonly number[]): Spread {
  const z = places.map(normalQuantile);
  const n = z.length;
  const shift = z.reduce((sum, x) => sum + x, 0) / n;
  const moment = (power: number): number => z.reduce((sum, x) => sum + (x - shift) ** power, 0) / n;
  const variance = moment(2);
  const width = Math.sqrt(variance);
  const peaked = moment(4) / variance ** 2;
  return { shift, shiftError: width / Math.sqrt(n), width, widthError: (width * Math.sqrt((peaked - 1) / n)) / 2 };
}

/** A difference of so many standard errors is one in two hundred by chance. */
const surely = 2.8;

/** In words: "too narrow: it should be 1.25 times as wide". */
export function verdictOf(sbcP: number, { shift, shiftError, width, widthError }: Spread): string {
  if (sbcP >= leastP) return "no fault found";
  const faults = [
    ...(Math.abs(width - 1) > surely * widthError
      ? [`too ${width > 1 ? "narrow" : "wide"}: it should be ${width.toFixed(2)} times as wide`]
      : []),
    ...(Math.abs(shift) > surely * shiftError
      ? [`too ${shift > 0 ? "low" : "high"}: by ${Math.abs(shift).toFixed(2)} of its standard deviations on average`]
      : []),
  ];
  return faults.length > 0 ? faults.join("; ") : "wrong in its shape: neither its centre nor its width alone";
}

/** Below which lies this share of 95 %: its ends, as standard normals. */
const end = normalQuantile(0.975);

/**
 * Offered where ranks are uneven: quantiles of the posterior are read elsewhere, at Φ(shift + width Φ⁻¹(q)) in place of q. Shift and width are
 * learned on every other replication, and tested on the others.
 */
export function recalibrated(places: readonly number[]): NonNullable<CalibratedParameter["recalibrated"]> {
  const [learned, tested] = [0, 1].map((half) => places.filter((_, i) => i % 2 === half)) as [number[], number[]];
  const { shift, width } = spreadOf(learned);
  const share = (z: number): number => normalTail(-z);
  const moved = tested.map((place) => inside(share((normalQuantile(place) - shift) / width)));
  return {
    ...uniformityOf(moved, central),
    ends: [share(shift - width * end), share(shift + width * end)],
    learnedOn: learned.length,
    testedOn: tested.length,
  };
}

/** The test of uniformity takes logarithms. */
const inside = (share: number): number => Math.min(1 - 1e-12, Math.max(1e-12, share));
