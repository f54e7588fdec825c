/** `floe design SIMULATOR` */

import type { Call } from "../command.js";
import { readOptions } from "../readOptions.js";
import { configOf, runNew } from "../running/newRun.js";

export async function run(call: Call): Promise<void> {
  const given = readOptions(call);
  await runNew(call, given, await configOf(call.args[0] as string, given));
}
