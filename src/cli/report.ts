/** `floe report RUN...` */
import { prettyJson } from "../records.js";
import { writeReport } from "../report/index.js";
import type { Call } from "./commands.js";
import { print } from "./io.js";
import { readOptions } from "./readOptions.js";

export async function run(call: Call): Promise<void> {
  const { out, json } = readOptions(call);
  const written = await writeReport([...call.args], out);
  await print(call.io.stdout, json ? prettyJson(written) : `${written.page}\n`);
}
