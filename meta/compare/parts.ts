/** The trainings of a comparison as runs of `floe meta train`: every option is said, so that later defaults change none. */
import { join } from "node:path";
import { DivergedError } from "../../src/basics/errors.js";
import { folderIn } from "../../src/basics/files.js";
import { asPart } from "../../src/basics/steps.js";
import type { CarryOutParts, Part, Stage } from "../../src/contracts/runKind.js";
import { carriedOutHere } from "../../src/records/inThisProcess.js";
import { optionsOf } from "../kinds/trainingInput.js";
import type { MetaTraining } from "../records.js";
import { readDivergence, readMetaResult } from "../store.js";
import type { MetaCompareConfig } from "./recordTypes.js";

const [validated, tested] = ["search", "comparison"] as const;

/** @param name the trainings of a search are not tested */
export function stageOf(
  name: typeof validated | typeof tested,
  trainings: readonly MetaTraining[],
  { familyFile, backend }: Pick<MetaCompareConfig, "familyFile" | "backend">,
): Stage {
  return {
    name,
    later: name === validated ? [tested] : [],
    parts: trainings.map((training): Part => {
      const { set, ...options } = optionsOf(training, familyFile);
      const settings = Object.fromEntries(Object.entries(training.settings).map(([setting, value]) => [setting, String(value)]));
      return {
        command: "meta train",
        subject: training.method,
        // As a command line has them: settings are texts.
        options: { ...options, set: settings, backend, ...(name === validated ? { validationOnly: true } : {}) },
        varied: { method: training.method, ...training.settings, rate: training.rate, seed: training.seed },
      };
    }),
  };
}

/** In this process, one after the other, where nobody else carries them out. */
export const oneByOne: CarryOutParts = async function* (folder, { name: stage, parts }, signal) {
  const { meta } = await import("../kinds/training.js");
  folderIn(folder, "cells");
  const folders = parts.map(({ varied }) =>
    join(folder, "cells", [stage, ...Object.entries(varied).map(([name, value]) => `${name}${value}`)].join("-")),
  );
  const unique = [...new Map(parts.map((part, i) => [folders[i] as string, part]))];
  for (const [i, [place, part]] of unique.entries()) {
    if (readMetaResult(place) || readDivergence(place) !== undefined) continue;
    const phase = `${i} of ${unique.length} trainings, `;
    try {
      yield* asPart(carriedOutHere(meta, part, place, signal), i / unique.length, (i + 1) / unique.length, phase);
    } catch (error) {
      if (!(error instanceof DivergedError)) throw error; // that one is an answer, which stands in its folder
    }
  }
  return folders;
};
