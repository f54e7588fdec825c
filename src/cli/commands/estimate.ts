/** `floe estimate FILE` */
import type { Call } from "../command.js";
import { kinds } from "../kinds.js";
import { readOptions } from "../readOptions.js";
import { runNew } from "../running/newRun.js";

export async function run(call: Call): Promise<void> {
  await runNew(call, kinds.estimate, await readOptions(call));
}
