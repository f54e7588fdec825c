/** Places on the range of one coordinate, on its scale. As src/numbers/scales.ts. */
import type { Axis } from "./types.js";

const isCurved = ({ low, high, scale }: Axis): boolean => scale === "log" && low < high;

export function valueAt(axis: Axis, share: number): number {
  const { low, high } = axis;
  return isCurved(axis) ? low * Math.exp(share * (Math.log(high) - Math.log(low))) : low + (high - low) * share;
}

export function shareAt(axis: Axis, x: number): number {
  const { low, high } = axis;
  if (low === high) return 0;
  return isCurved(axis) ? Math.log(Math.max(x, low) / low) / (Math.log(high) - Math.log(low)) : (x - low) / (high - low);
}
