/** Windows, spacing and grid of a run, as they are typed and kept: no tensors are loaded. */
import type { DesignOptions } from "../options/check.js";

export type Schedule = Pick<DesignOptions, "windows" | "spacing" | "grid">;

/** Those that were given. */
export function scheduleIn({ windows, spacing, grid }: Schedule): Schedule {
  return Object.fromEntries(Object.entries({ windows, spacing, grid }).filter(([, value]) => value !== undefined));
}
