/** `floe train SIMULATOR` */
import type { Call } from "../command.js";
import { kinds } from "../kinds.js";
import { readOptions } from "../readOptions.js";
import { runNew } from "../running/newRun.js";

/** Groups are asked for where designs are. */
export const hint = (option: string): string | undefined =>
  /^--(groups|subjects)\b/.test(option)
    ? "A policy decides after each outcome of one subject; floe design finds designs for groups of subjects"
    : undefined;

export async function run(call: Call): Promise<void> {
  await runNew(call, kinds.policy, await readOptions(call));
}
