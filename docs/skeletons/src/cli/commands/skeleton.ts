/** `floe skeleton`: its line in src/cli/commands.ts has the name, the summary, options and examples. */
import { prettyJson } from "../../records/json.js";
import type { Call } from "../command.js";
import { print } from "../io.js";
import { readOptions } from "../readOptions.js";

/** Words in, words out: what is computed belongs to src/runs, and a library's function does the same. @throws InputError */
export async function run(call: Call): Promise<void> {
  const { json } = await readOptions(call);
  const answer = { args: call.args };
  await print(call.io.stdout, json ? prettyJson(answer) : `${answer.args.join(" ")}\n`);
}
