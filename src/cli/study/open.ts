/** A study from what was typed: its file, or its folder. */
import { existsSync } from "node:fs";
import { check } from "../../basics/errors.js";
import { isStudyFolder, readPlan, usualFolder, withNames } from "../../studies/folder.js";
import { planOf } from "../../studies/plan.js";
import { readStudy } from "../../studies/read.js";
import { planStages } from "../../studies/staged.js";
import type { Plan, Runs } from "../../studies/types.js";
import { quoted } from "../io.js";
import { heldIn, kindIn } from "../kinds.js";
import { checkMembers } from "./members.js";

export interface OpenedStudy {
  readonly folder: string;
  readonly plan: Plan;
}

/** @param out where the folder is, unless that is what was typed @throws InputError */
export async function openTyped(typed: string, runs: Runs, out?: string): Promise<OpenedStudy> {
  if (isStudyFolder(typed)) {
    check(
      out === undefined || out === typed,
      `${typed} is the folder of a study: its cells go there, and --out ${out} is another place`,
    );
    return { folder: typed, plan: readPlan(typed) };
  }
  check(existsSync(typed), `there is no study ${typed}: name its file (.json, .yaml, .ts), or its folder`);
  const study = await readStudy(typed);
  const folder = out ?? usualFolder(study.name);
  const plan = study.stages ? await planStages(study, folder, runs, typed) : await planOf(study, runs, typed);
  await checkMembers(plan.cells, typed);
  return { folder, plan: withNames(folder, plan) };
}

/** The same, of which something must be there. @throws InputError */
export async function openBegun(typed: string, runs: Runs): Promise<OpenedStudy> {
  const { folder, plan } = await openTyped(typed, runs);
  check(isStudyFolder(folder), `${folder} is not there yet: begin with floe study ${quoted(typed)}`);
  return { folder, plan };
}

/** Cells that are parts of a run have its folder, whose page tells of them. @throws InputError for such a folder */
export function refuseParts(folder: string): void {
  const whole = kindIn(folder);
  check(
    whole === undefined,
    `${folder} holds ${whole && heldIn(whole)}, and these cells are its parts: floe resume ${quoted(folder)} goes on with it, floe report ${quoted(folder)} shows it`,
  );
}
