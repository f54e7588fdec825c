import { isCount } from "../fields.js";
import { type Kinds, pointsOf, togetherOf } from "../points.js";
import type { PointKind, SpaceData, Together } from "../types.js";

/** Several spaces side by side: designs/mixed.ts. */
export interface MixedData extends SpaceData {
  readonly kind: "mixed";
  /** Each with how many numbers of a design are its own. */
  readonly parts: readonly { readonly space: SpaceData; readonly numbers: number }[];
}

/** All parts together. */
function togetherIn(kinds: Kinds, { parts }: MixedData): Together {
  const pieces = parts.map(({ space, numbers }) => togetherOf(kinds, space, numbers));
  return {
    rawWidth: pieces.reduce((sum, { rawWidth }) => sum + rawWidth, 0),
    axes: pieces.flatMap(({ axes }) => axes),
    place(raw) {
      const all = Array.from(raw);
      let from = 0;
      return pieces.flatMap(({ rawWidth, place }): number[] => {
        from += rawWidth;
        return [...place(all.slice(from - rawWidth, from))];
      });
    },
  };
}

/** One measurement after the other, part by part, where their measurements have as many numbers. @param kinds that parts may be of */
export function mixed(kinds: Kinds): PointKind<MixedData> {
  const widths = ({ parts }: MixedData) => {
    const { space } = parts[0] as MixedData["parts"][number];
    return pointsOf(kinds, space).widths(space);
  };
  /** The part that has the measurement after `step` others, how many its first one is after, and how many it has. */
  const partAt = (data: MixedData, step: number) => {
    const { width } = widths(data);
    let first = 0;
    for (const { space, numbers } of data.parts) {
      const count = numbers / width;
      if (step < first + count) return { space, kind: pointsOf(kinds, space), first, count };
      first += count;
    }
    throw new Error(`the design has no measurement after ${step}`);
  };
  return {
    check({ parts }, _horizon, must) {
      const isPart = (part: unknown): boolean => {
        const { space, numbers } = (part ?? {}) as Record<string, unknown>;
        return isCount(numbers) && Object.hasOwn(kinds, String((space as SpaceData | undefined)?.kind));
      };
      must(
        "parts",
        Array.isArray(parts) && parts.length > 0 && parts.every(isPart),
        "a list of spaces, with how many numbers each has",
      );
      for (const { space, numbers } of parts as MixedData["parts"])
        kinds[space.kind]?.check(space, countIn(kinds, space, numbers), (field, fits, what) =>
          must(`parts.${field}`, fits, what),
        );
    },
    widths,
    together: (data) => togetherIn(kinds, data),
    axes(data, step) {
      const { space, kind, first } = partAt(data, step);
      return kind.axes(space, step - first);
    },
    place(data, raw, before) {
      const { space, kind, first, count } = partAt(data, before.length);
      return kind.place(space, raw, before.slice(first), count);
    },
    candidates(data, before) {
      const { space, kind, first } = partAt(data, before.length);
      return kind.candidates?.(space, before.slice(first));
    },
    earliest(data, last, step) {
      const { space, kind, first } = partAt(data, step);
      return kind.earliest?.(space, last, step - first);
    },
    allowed(data, before) {
      const { space, kind, first } = partAt(data, before.length);
      return kind.allowed?.(space, before.slice(first));
    },
    gridOf(data, step) {
      const { space, kind, first } = partAt(data, step);
      return kind.gridOf?.(space, step - first) ?? 0;
    },
  };
}

/** Of a part whose fields may be damaged: then its own check says so. */
function countIn(kinds: Kinds, space: SpaceData, numbers: number): number {
  try {
    return numbers / pointsOf(kinds, space).widths(space).width;
  } catch {
    return numbers;
  }
}
