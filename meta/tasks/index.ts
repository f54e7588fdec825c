/** The registry of task families: the only place where their names are listed. */
import type { TaskFamily } from "../types.js";
import { community5 } from "./community5.js";
import { community10 } from "./community10.js";
import { fullPhase } from "./fullPhase.js";
import { harmonics } from "./harmonics.js";
import { mixture } from "./mixture.js";
import { sine } from "./sine.js";

export const taskFamilies = { sine, community5, community10, fullPhase, harmonics, mixture } satisfies Record<string, TaskFamily>;
