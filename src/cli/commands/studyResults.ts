/** `floe study results FILE|FOLDER` */
import type { Command, Implementation } from "../command.js";
import { readOptions } from "../readOptions.js";
import { openBegun, refuseParts } from "../study/open.js";
import { runsOf } from "../study/runs.js";
import { showResults } from "../study/show.js";

export const studyResults = (commands: readonly Command[]): Implementation => ({
  async run(call) {
    const { json, out } = await readOptions(call);
    const runs = runsOf(commands);
    const { folder, plan } = await openBegun(call.args[0] as string, runs);
    refuseParts(folder);
    await showResults(folder, plan, runs, call, { json, ...(out === undefined ? {} : { out }) });
  },
});
