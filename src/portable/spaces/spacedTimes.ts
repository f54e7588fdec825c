import { shareAt, valueAt } from "../axis.js";
import { isNumber, isScale, scaleWords } from "../fields.js";
import type { Scale, SpaceData, SpaceKind } from "../types.js";

/** Increasing times with a least spacing, be it 0: designs/spacedTimes.ts. */
export interface SpacedTimesData extends SpaceData {
  readonly kind: "spacedTimes";
  readonly low: number;
  readonly high: number;
  readonly spacing: number;
  readonly scale?: Scale;
}

/** Share of the range by which times increase at least: less than float32 can tell, so that no decision of the training's is refused. */
const instant = 1e-9;

export const spacedTimes: SpaceKind<SpacedTimesData> = {
  check({ low, high, spacing, scale }, horizon, must) {
    must("low", isNumber(low), "a number");
    must("scale", isScale(scale) && (scale !== "log" || (low as number) > 0), scaleWords);
    must("spacing", isNumber(spacing) && (spacing as number) >= 0, "a number from 0 on");
    const least = (low as number) + (horizon - 1) * (spacing as number);
    const fits = (high as number) > least || (horizon === 1 && high === low); // one that the apparatus fixes
    must("high", isNumber(high) && fits, "a number that leaves room for all measurements");
  },
  axis: ({ low, high, scale }) => ({ low, high, scale }),
  place({ low, high, spacing, scale }, share, before, horizon) {
    const step = before.length;
    const slack = high - low - (horizon - 1) * spacing;
    const bare = { low, high: low + slack, scale }; // times without what their spacing takes
    const last = step === 0 ? 0 : shareAt(bare, (before[step - 1] as number) - (step - 1) * spacing);
    const position = last + share * Math.max(0, 1 - last);
    return valueAt(bare, position) + step * spacing;
  },
  earliest: ({ low, high, spacing }, last) => last + Math.max(spacing, instant * (high - low)),
};
