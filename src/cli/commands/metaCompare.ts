/** `floe meta compare` */
import type { Command, Implementation } from "../command.js";
import { allowFamily } from "../family.js";
import { kinds } from "../kinds.js";
import { readOptions } from "../readOptions.js";
import { runNew } from "../running/newRun.js";
import { partsBy } from "../study/parts.js";
import { runsOf } from "../study/runs.js";

/** @param commands those that may begin runs */
export const metaCompare = (commands: readonly Command[]): Implementation => ({
  async run(call) {
    const given = await readOptions(call);
    const parts = partsBy(given, runsOf(commands), call);
    await allowFamily(call, given);
    await runNew(call, kinds.metaCompare, given, parts);
  },
});
