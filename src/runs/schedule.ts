/** Windows, spacing and grid of a run, as they are typed and kept: no tensors are loaded. */
import { withoutGaps } from "../basics/withoutGaps.js";
import type { DesignOptions } from "../options/check.js";

export type Schedule = Pick<DesignOptions, "windows" | "spacing" | "grid">;

/** Those that were given. */
export const scheduleIn = ({ windows, spacing, grid }: Schedule): Schedule => withoutGaps({ windows, spacing, grid });
