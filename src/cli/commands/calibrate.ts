/** `floe calibrate RUN|SIMULATOR --design ..` */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { configFile } from "../../records/folder.js";
import { readConfig } from "../../records/store.js";
import type { Call } from "../command.js";
import { kinds } from "../kinds.js";
import { readOptions } from "../readOptions.js";
import { runNew } from "../running/newRun.js";
import { allowSimulator } from "../trust.js";

export async function run(call: Call): Promise<void> {
  const given = await readOptions(call);
  const [subject = ""] = call.args;
  if (existsSync(join(subject, configFile)))
    await allowSimulator(readConfig(subject), join(subject, configFile), call, {
      held: "what is calibrated here are posteriors for the simulator of the run as it was then",
      instead: "or name the file itself in place of the run, with --design",
    });
  await runNew(call, kinds.calibrate, given);
}
