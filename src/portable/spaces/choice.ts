import { shareAt } from "../axis.js";
import { isCount, isNumber, isScale, listOf, scaleWords } from "../fields.js";
import type { Axis, Point, PointKind, Scale, SpaceData } from "../types.js";
import { type Ascending, openAfter } from "./ascending.js";

/** Candidates of which each measurement is one: designs/choice.ts. */
export interface ChoiceData extends SpaceData {
  readonly kind: "choice";
  readonly candidates: readonly Point[];
  /** No candidate twice. */
  readonly distinct?: boolean;
  /** They ascend: numbers, each at least so far behind the one before it. */
  readonly ascending?: Ascending;
  /** What people call them, one each. */
  readonly labels?: readonly string[];
  /** Their numbers in the list that the user gave, from 1; absent where these are 1, 2, .. */
  readonly numbers?: readonly number[];
  /** One for each number of a candidate; absent: all linear. */
  readonly scales?: readonly Scale[];
}

function axes({ candidates, scales }: ChoiceData): Axis[] {
  return (candidates[0] as Point).map((_, j) => {
    const values = candidates.map((point) => point[j] as number);
    return { low: Math.min(...values), high: Math.max(...values), scale: scales?.[j] };
  });
}

/** The candidate that is nearest to a place, in units of the range of each number. */
function nearest(space: ChoiceData, place: Point): number {
  const own = axes(space);
  const far = space.candidates.map((point) =>
    Math.hypot(...own.map((axis, j) => shareAt(axis, point[j] as number) - shareAt(axis, place[j] as number))),
  );
  return far.indexOf(Math.min(...far));
}

const numbersOf = ({ candidates }: ChoiceData): number[] => candidates.map(([x]) => x as number);

/** Which candidates can still be chosen. */
function free(space: ChoiceData, before: readonly Point[]): number[] {
  const last = before.at(-1);
  if (space.ascending) return openAfter(numbersOf(space), space.ascending, last && nearest(space, last), before.length);
  const taken = new Set(space.distinct ? before.map((place) => nearest(space, place)) : []);
  return space.candidates.flatMap((_, i) => (taken.has(i) ? [] : [i]));
}

export const choice: PointKind<ChoiceData> = {
  check({ candidates, distinct, ascending, labels, numbers, scales }, horizon, must) {
    const points = Array.isArray(candidates) && candidates.length > 0 ? (candidates as unknown[]) : [undefined];
    const width = Array.isArray(points[0]) ? points[0].length : 0;
    must("candidates", width > 0 && listOf(listOf(isNumber, width))(points), "a list of points of as many numbers each");
    must("distinct", distinct === undefined || typeof distinct === "boolean", "true, or absent");
    must("candidates", !distinct || points.length >= horizon, `at least ${horizon} candidates`);
    const { apart, count } = (ascending ?? { apart: 0, count: 1 }) as Record<string, unknown>;
    const follow = (points as unknown[][]).every(
      ([x], i) => i === 0 || (x as number) > ((points[i - 1] as unknown[])[0] as number),
    );
    must("candidates", ascending === undefined || (width === 1 && follow), "numbers in ascending order");
    must(
      "ascending",
      isNumber(apart) && (apart as number) >= 0 && isCount(count),
      '{"apart": a number from 0 on, "count": measurements}',
    );
    const isLabel = (label: unknown) => typeof label === "string" && label !== "";
    must("labels", labels === undefined || listOf(isLabel, points.length)(labels), `${points.length} names, or absent`);
    must(
      "numbers",
      numbers === undefined || listOf(isCount, points.length)(numbers),
      `${points.length} whole numbers, or absent`,
    );
    const lows = (points as Point[]).reduce(
      (least, point) => least.map((x, j) => Math.min(x, point[j] as number)),
      [...(points[0] as Point)],
    );
    const fits = (scale: unknown, j: number) => scale !== "log" || (lows[j] as number) > 0;
    const whole = scales === undefined || (listOf(isScale, width)(scales) && (scales as unknown[]).every(fits));
    must("scales", whole, `${width} times ${scaleWords}`);
  },
  widths: ({ candidates }) => ({ width: (candidates[0] as Point).length, rawWidth: candidates.length }),
  axes,
  place(space, raw, before) {
    const left = free(space, before);
    if (left.length === 0) return space.candidates.at(-1) as Point; // what was measured elsewhere leaves none: `candidates` says so
    const best = left.reduce((most, i) => ((raw[i] as number) > (raw[most] as number) ? i : most), left[0] as number);
    return space.candidates[best] as Point;
  },
  earliest: (space, last, step) => (space.ascending && step > 0 ? last + space.ascending.apart : undefined),
  list: ({ candidates, labels, numbers }) => ({ points: candidates, labels, numbers }),
  candidates: (space, before) => free(space, before).map((i) => space.candidates[i] as Point),
};
