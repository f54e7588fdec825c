/** The task family of a meta-learning command, which may be a file of the user's. */
import { isFamilyFile } from "../../meta/ownFamily.js";
import type { Call } from "./command.js";
import type { Given } from "./given.js";
import { allowProgram } from "./trust.js";

/** @throws InputError when it is a program that a file of options names and the command line does not, and may not be run */
export async function allowFamily(call: Call, { options }: Pick<Given, "options">): Promise<void> {
  const { typed } = call;
  const name = options.family as string | undefined;
  if (name !== undefined && typed.family === undefined && isFamilyFile(name))
    await allowProgram(name, String(typed.config), call);
}
