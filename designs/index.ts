/** The registry of design spaces: the only place where their names are listed. */
import type { SpaceMaker } from "../src/contracts/space.js";
import { box } from "./box.js";
import { choice } from "./choice.js";
import { increasingTimes } from "./increasingTimes.js";
import { mixed } from "./mixed.js";
import { spacedTimes } from "./spacedTimes.js";

export const designSpaces = { box, increasingTimes, spacedTimes, choice, mixed } satisfies Record<string, SpaceMaker>;

export * from "./box.js";
export * from "./choice.js";
export { constrained } from "./constrained.js";
export * from "./increasingTimes.js";
export * from "./mixed.js";
export * from "./spacedTimes.js";
