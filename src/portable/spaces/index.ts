/** The registry of design spaces that work without tensors, under the kinds that their files have: a line for each that policies can use. */
import type { SpaceKind } from "../types.js";
import { box } from "./box.js";
import { spacedTimes } from "./spacedTimes.js";
import { windows } from "./windows.js";

export const spaces: Readonly<Record<string, SpaceKind>> = { box, spacedTimes, windows };
