/** The registry of design spaces that work without tensors, under the kinds that their files have: a line for each that policies can use. */
import type { SpaceKind } from "../types.js";
import { box } from "./box.js";
import { inWindows } from "./inWindows.js";
import { spacedTimes } from "./spacedTimes.js";

export const spaces: Readonly<Record<string, SpaceKind>> = { box, spacedTimes, inWindows };
