/** `floe meta train METHOD` */
import { settingCalled } from "../../../meta/setup.js";
import type { Call } from "../command.js";
import { allowFamily } from "../family.js";
import { kinds } from "../kinds.js";
import { readOptions } from "../readOptions.js";
import { runNew } from "../running/newRun.js";

export async function run(call: Call): Promise<void> {
  const given = await readOptions(call);
  await allowFamily(call, given);
  await runNew(call, kinds.meta, given);
}

/** A method's numbers are no options of their own: --lambda 0.1 is --set penalty=0.1. */
export function hint(option: string, [method = "", ...words]: readonly string[]): string | undefined {
  const [typed = "", given] = option.replace(/^--?/, "").split("=");
  const name = settingCalled(typed, method);
  if (name === undefined) return undefined;
  const next = words[words.indexOf(option) + 1];
  const value = given ?? (next === undefined || next.startsWith("--") ? "VALUE" : next);
  return `It is a setting of the method: --set ${name}=${value}`;
}
