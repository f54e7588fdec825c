/** `floe study status FILE|FOLDER` */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { prettyJson, readJson } from "../../records/json.js";
import { studyFiles } from "../../studies/folder.js";
import { type Pace, statusOf, statusWords } from "../../studies/status.js";
import type { Command, Implementation } from "../command.js";
import { print } from "../io.js";
import { readOptions } from "../readOptions.js";
import { openBegun } from "../study/open.js";
import { runsOf } from "../study/runs.js";

export const studyStatus = (commands: readonly Command[]): Implementation => ({
  async run(call) {
    const { json } = await readOptions(call);
    const runs = runsOf(commands);
    const { folder, plan } = await openBegun(call.args[0] as string, runs);
    const now = await statusOf(folder, plan, runs);
    // The pace is known to the process that works, which writes it down as it goes.
    const pace =
      now.running.length > 0 && existsSync(join(folder, studyFiles.status))
        ? readJson(folder, studyFiles.status).pace
        : undefined;
    const status = pace ? { ...now, pace: pace as Pace } : now;
    await print(call.io.stdout, json ? prettyJson(status) : `${statusWords(folder, status)}\n`);
  },
});
