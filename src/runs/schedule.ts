/** Windows, spacing, grid and candidates of a run, as they are typed and kept: no tensors are loaded. */
import { withoutGaps } from "../basics/withoutGaps.js";
import type { DesignOptions } from "../options/check.js";

export type Schedule = Pick<DesignOptions, "windows" | "spacing" | "grid" | "candidates" | "once">;

/** Those that were given. */
export const scheduleIn = ({ windows, spacing, grid, candidates, once }: Schedule): Schedule =>
  withoutGaps({ windows, spacing, grid, candidates, once });
