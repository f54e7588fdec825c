/** `floe benchmark TASK` */
import type { Call } from "../command.js";
import { kinds } from "../kinds.js";
import { readOptions } from "../readOptions.js";
import { runNew } from "../running/newRun.js";

export async function run(call: Call): Promise<void> {
  await runNew(call, kinds.benchmark, await readOptions(call));
}
