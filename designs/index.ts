/** The registry of design spaces: the only place where their names are listed. */
import { box } from "./box.js";
import { choice } from "./choice.js";
import { increasingTimes } from "./increasingTimes.js";
import { mixed } from "./mixed.js";
import { spacedTimes } from "./spacedTimes.js";

export const designSpaces = { box, increasingTimes, spacedTimes, choice, mixed };
export type { BoxOptions } from "./box.js";
export type { ChoiceOptions } from "./choice.js";
export type { IncreasingTimesOptions } from "./increasingTimes.js";
export type { SpacedTimesOptions } from "./spacedTimes.js";
export { box, choice, increasingTimes, mixed, spacedTimes };
