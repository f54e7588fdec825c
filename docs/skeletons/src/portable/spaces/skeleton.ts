import { valueAt } from "../axis.js";
import { isNumber } from "../fields.js";
import type { SpaceData, SpaceKind } from "../types.js";

/** designs/skeleton.ts, as far as policies need it. */
export interface SkeletonData extends SpaceData {
  readonly kind: "skeleton";
  readonly low: number;
  readonly high: number;
}

export const skeleton: SpaceKind<SkeletonData> = {
  check({ low, high }, _horizon, must) {
    must("low", isNumber(low), "a number");
    must("high", isNumber(high) && (high as number) > (low as number), "a number above space.low");
  },
  axis: ({ low, high }) => ({ low, high, scale: "linear" }),
  place: ({ low, high }, share) => valueAt({ low, high, scale: "linear" }, share), // as `next`
  // Where each coordinate comes after the last: earliest(space, last), the least that the next may be.
};
