/** `floe train SIMULATOR` */
import type { Call } from "../command.js";
import { readOptions } from "../readOptions.js";
import { configOf, runNew } from "../running/newRun.js";

export async function run(call: Call): Promise<void> {
  const given = readOptions(call);
  const { horizon, ...options } = given.options;
  const asked = {
    ...given,
    options: { policy: "recurrent", ...options, ...(horizon === undefined ? {} : { designs: horizon }) },
  };
  await runNew(call, asked, await configOf(call.args[0] as string, asked));
}
