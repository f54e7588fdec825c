/** Design spaces of all kinds alike: measurements of so many numbers each, made from so many raw ones. */
import { sigmoid } from "./matrix.js";
import type { Point, PointKind, SpaceData, SpaceKind, Together } from "./types.js";

export type Kinds = Readonly<Record<string, SpaceKind | PointKind>>;

/** Of a space whose file was checked: its kind is known. */
export const pointsOf = (kinds: Kinds, { kind }: SpaceData): PointKind => asPoints(kinds[kind] as SpaceKind | PointKind);

/** Kinds do not change: each is looked at once. */
const known = new WeakMap<object, PointKind>();

function asPoints(kind: SpaceKind | PointKind): PointKind {
  if (kind.widths !== undefined) return kind;
  const made = known.get(kind) ?? single(kind);
  known.set(kind, made);
  return made;
}

const one = { width: 1, rawWidth: 1 };

function single({ check, axis, place, earliest, allowed, gridOf }: SpaceKind): PointKind {
  const numbers = (before: readonly Point[]) => before.map(([x]) => x as number);
  return {
    check,
    widths: () => one,
    axes: (space, step) => [axis(space, step)],
    place: (space, raw, before, horizon) => [place(space, sigmoid(raw[0] as number), numbers(before), horizon)],
    ...(earliest ? { earliest: (space, last, step) => (step > 0 ? earliest(space, last) : undefined) } : {}),
    ...(allowed ? { allowed: (space, before) => allowed(space, numbers(before)) } : {}),
    ...(gridOf ? { gridOf } : {}),
  };
}

/** A whole design of a space, `numbers` long, as one measurement. */
export function togetherOf(kinds: Kinds, space: SpaceData, numbers: number): Together {
  const kind = pointsOf(kinds, space);
  if (kind.together) return kind.together(space);
  const { width, rawWidth } = kind.widths(space);
  const count = numbers / width;
  return {
    rawWidth: count * rawWidth,
    axes: Array.from({ length: count }, (_, i) => kind.axes(space, i)).flat(),
    place(raw) {
      const all = Array.from(raw);
      const points: Point[] = [];
      for (let i = 0; i < count; i++) points.push(kind.place(space, all.slice(i * rawWidth, (i + 1) * rawWidth), points, count));
      return points.flat();
    },
  };
}
