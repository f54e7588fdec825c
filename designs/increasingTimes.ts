import type { DesignSpace } from "../src/contracts/space.js";
import { type SpacedTimesOptions, spacedTimes } from "./spacedTimes.js";

export type IncreasingTimesOptions = Omit<SpacedTimesOptions, "spacing">;

/** Ascending times: t_i = t_{i-1} + sigmoid(raw_i)·(high - t_{i-1}) with t_0 = low. */
export function increasingTimes(options: IncreasingTimesOptions): DesignSpace {
  return { ...spacedTimes({ ...options, spacing: 0 }), kind: "increasingTimes" };
}

increasingTimes.summary = "times in ascending order";
increasingTimes.use = 'a process that is watched as it goes on; scale: "log" for one from minutes to weeks';
increasingTimes.example = (): DesignSpace => increasingTimes({ low: 0, high: 24, dim: 4, unit: "h" });
