/** The registry of design spaces: the only place where their names are listed. */
import { box } from "./box.js";
import { increasingTimes } from "./increasingTimes.js";
import { spacedTimes } from "./spacedTimes.js";

export const designSpaces = { box, increasingTimes, spacedTimes };
export type { BoxOptions } from "./box.js";
export type { IncreasingTimesOptions } from "./increasingTimes.js";
export type { SpacedTimesOptions } from "./spacedTimes.js";
export { box, increasingTimes, spacedTimes };
