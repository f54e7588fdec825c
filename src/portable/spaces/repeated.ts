import { isCount } from "../fields.js";
import { type Kinds, pointsOf, togetherOf } from "../points.js";
import type { PointKind, SpaceData } from "../types.js";

/** Measurements of several numbers each, all of the same space: designs/repeated.ts. */
export interface RepeatedData extends SpaceData {
  readonly kind: "repeated";
  /** The space of one. */
  readonly one: SpaceData;
  /** Its numbers, and its raw ones. */
  readonly width: number;
  readonly rawWidth: number;
}

/** @param kinds that one measurement may be of */
export function repeated(kinds: Kinds): PointKind<RepeatedData> {
  /** Of which one measurement is one choice: its kind. */
  const chosen = ({ one, width }: RepeatedData): PointKind | undefined => {
    const kind = pointsOf(kinds, one);
    return kind.together || kind.widths(one).width !== width ? undefined : kind;
  };
  const ofOne = ({ one, width }: RepeatedData) => togetherOf(kinds, one, width);
  return {
    check({ one, width, rawWidth }, _horizon, must) {
      const space = one as SpaceData | undefined;
      must("one", Object.hasOwn(kinds, String(space?.kind)), Object.keys(kinds).join(" or "));
      must("width", isCount(width), "a whole number from 1 on");
      kinds[(space as SpaceData).kind]?.check(
        space as SpaceData,
        countIn(space as SpaceData, width as number),
        (field, fits, what) => must(`one.${field}`, fits, what),
      );
      const { axes, rawWidth: raw } = togetherOf(kinds, space as SpaceData, width as number);
      must("width", axes.length === width, "as many numbers as the space of one has");
      must("rawWidth", rawWidth === raw, "as many raw numbers as the space of one has");
    },
    widths: ({ width, rawWidth }) => ({ width, rawWidth }),
    axes: (data) => ofOne(data).axes,
    place: (data, raw) => ofOne(data).place(raw),
    candidates: (data) => chosen(data)?.candidates?.(data.one, []),
    list: (data) => chosen(data)?.list?.(data.one),
  };

  /** Measurements in the space of one, whose fields may be damaged: then its own check says so. */
  function countIn(space: SpaceData, numbers: number): number {
    try {
      const count = numbers / pointsOf(kinds, space).widths(space).width;
      return Number.isInteger(count) ? count : numbers;
    } catch {
      return numbers;
    }
  }
}
