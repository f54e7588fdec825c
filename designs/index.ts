/** The registry of design spaces: the only place where their names are listed. */
import { box } from "./box.js";
import { choice } from "./choice.js";
import { increasingTimes } from "./increasingTimes.js";
import { mixed } from "./mixed.js";
import { spacedTimes } from "./spacedTimes.js";

export const designSpaces = { box, increasingTimes, spacedTimes, choice, mixed };

/** One line each: what the space is, and when to use it. */
export const aboutDesignSpaces: Readonly<Record<keyof typeof designSpaces, { readonly summary: string; readonly use: string }>> =
  {
    box: {
      summary: "every number between its own bounds; low = high: one that is fixed",
      use: 'settings that do not depend on each other: doses, positions, times in any order; scale: "log" for doses over decades',
    },
    increasingTimes: {
      summary: "times in ascending order",
      use: 'a process that is watched as it goes on; scale: "log" for one from minutes to weeks',
    },
    spacedTimes: {
      summary: "ascending times with a least spacing",
      use: "an instrument or a patient that needs a pause between measurements",
    },
    choice: {
      summary: "choices from a list of candidates",
      use: "what exists in a few versions only: tablet strengths, sensors, sites",
    },
    mixed: {
      summary: "several spaces side by side",
      use: "a design of unlike parts, e.g. a dose from a list and times to measure",
    },
  };

export type { BoxOptions } from "./box.js";
export type { ChoiceOptions } from "./choice.js";
export type { IncreasingTimesOptions } from "./increasingTimes.js";
export type { SpacedTimesOptions } from "./spacedTimes.js";
export { box, choice, increasingTimes, mixed, spacedTimes };
