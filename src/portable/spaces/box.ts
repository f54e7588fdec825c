import { valueAt } from "../axis.js";
import { isNumber, isScale, listOf, scaleWords } from "../fields.js";
import type { Axis, Scale, SpaceData, SpaceKind } from "../types.js";

/** Each coordinate in bounds of its own: designs/box.ts. */
export interface BoxData extends SpaceData {
  readonly kind: "box";
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly scales?: readonly Scale[];
}

const axis = ({ low, high, scales }: BoxData, step: number): Axis => ({
  low: low[step] as number,
  high: high[step] as number,
  scale: scales?.[step],
});

export const box: SpaceKind<BoxData> = {
  check({ low, high, scales }, horizon, must) {
    const isBound = listOf(isNumber, horizon);
    must("low", isBound(low), `${horizon} numbers`);
    const [lows, highs] = [low, high] as [number[], number[]];
    must("high", isBound(high) && lows.every((x, i) => x <= (highs[i] as number)), `${horizon} numbers, none below space.low`);
    const fits = (scale: unknown, i: number) => scale !== "log" || (lows[i] as number) > 0 || lows[i] === highs[i];
    const whole = scales === undefined || (listOf(isScale, horizon)(scales) && (scales as unknown[]).every(fits));
    must("scales", whole, `${horizon} times ${scaleWords}`);
  },
  axis,
  place: (space, share, before) => valueAt(axis(space, before.length), share),
};
