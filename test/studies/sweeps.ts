/** What tests of studies share: a study's cells from what its file would say, as `floe` itself reads commands. */
import { commands } from "../../src/cli/commands.js";
import { runsOf } from "../../src/cli/study/runs.js";
import { checkStudy, type StudyInput } from "../../src/studies/check.js";
import { planOf } from "../../src/studies/plan.js";
import type { Plan } from "../../src/studies/types.js";

export const runs = runsOf(commands);

export const planned = async (study: StudyInput): Promise<Plan> =>
  planOf(checkStudy(study, "sweep.json", "sweep"), runs, "sweep.json");

/** What varies, cell by cell: "flo 64 0". */
export const cellsOf = async (study: StudyInput): Promise<string[]> =>
  (await planned(study)).cells.map(({ varied }) => Object.values(varied).join(" "));
