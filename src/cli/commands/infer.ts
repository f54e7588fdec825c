/** `floe infer RUN|SIMULATOR --data FILE` */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { configFile } from "../../records/folder.js";
import { readRivals, readSubject } from "../../records/inferenceStore.js";
import type { Call } from "../command.js";
import { kinds } from "../kinds.js";
import { readOptions } from "../readOptions.js";
import { runNew } from "../running/newRun.js";
import { allowRivals, allowSimulator } from "../trust.js";

/** Groups are asked for where designs are; here the data tell them. */
export const hint = (option: string): string | undefined =>
  /^--(groups|subjects)\b/.test(option) ? 'Columns "group" and "subject" of the data tell who was measured' : undefined;

export async function run(call: Call): Promise<void> {
  const given = await readOptions(call);
  const [subject = ""] = call.args;
  if (existsSync(join(subject, configFile)))
    await allowSimulator(readSubject(subject), join(subject, configFile), call, {
      held: "what is inferred here is about the simulator of the run as it was then",
      instead: "or name the file itself in place of the run",
    });
  if (existsSync(join(subject, configFile))) await allowRivals(readRivals(subject)?.files, join(subject, configFile), call);
  await runNew(call, kinds.infer, given);
}
