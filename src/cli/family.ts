/** The task family of a meta-learning command, which may be a file of the user's. */
import { type ChosenFamily, chooseFamily, isFamilyFile } from "../../meta/ownFamily.js";
import type { FamilyFile } from "../../meta/records.js";
import { checkUnchanged } from "../loading/importUserFile.js";
import type { Call } from "./command.js";
import type { Given } from "./readOptions.js";
import { allowProgram } from "./trust.js";

/** As --family or the file of options says. @throws InputError when it is a program that the command line does not name, and may not be run */
export async function familyFor(call: Call, { options }: Pick<Given, "options">): Promise<ChosenFamily> {
  const { typed } = call;
  const name = options.family as string | undefined;
  if (name !== undefined && typed.family === undefined && isFamilyFile(name))
    await allowProgram(name, String(typed.config), call);
  return chooseFamily(name);
}

/** The family of a run folder: unchanged since the run began, and allowed to run. @param from the file that names it */
export async function allowFamily(familyFile: FamilyFile | undefined, from: string, call: Call): Promise<void> {
  if (!familyFile) return;
  checkUnchanged(familyFile.file, familyFile.hash, "task family");
  await allowProgram(familyFile.file, from, call);
}
