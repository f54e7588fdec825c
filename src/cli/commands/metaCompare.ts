/** `floe meta compare` */
import type { Call } from "../command.js";
import { allowFamily } from "../family.js";
import { kinds } from "../kinds.js";
import { readOptions } from "../readOptions.js";
import { runNew } from "../running/newRun.js";

export async function run(call: Call): Promise<void> {
  const given = await readOptions(call);
  await allowFamily(call, given);
  await runNew(call, kinds.metaCompare, given);
}
