/** The registry of design spaces that work without tensors, under the kinds that their files have: a line for each that policies can use. */
import type { Kinds } from "../points.js";
import { box } from "./box.js";
import { choice } from "./choice.js";
import { inWindows } from "./inWindows.js";
import { mixed } from "./mixed.js";
import { repeated } from "./repeated.js";
import { spacedTimes } from "./spacedTimes.js";

/** Those that are made of no others. */
const simple: Kinds = { box, spacedTimes, inWindows, choice };

/** Those of which one measurement can consist. */
const ofOne: Kinds = { ...simple, mixed: mixed(simple) };

export const spaces: Kinds = { ...ofOne, repeated: repeated(ofOne) };
