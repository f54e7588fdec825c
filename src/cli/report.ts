/** `floe report RUN...` */
import { metaKindOf, prettyJson } from "../records.js";
import { writeReport } from "../report/index.js";
import type { Call } from "./commands.js";
import { print } from "./io.js";
import { readOptions } from "./readOptions.js";

export async function run(call: Call): Promise<void> {
  const { out, json } = readOptions(call);
  const [first = "", ...more] = call.args;
  const isMeta = more.length === 0 && metaKindOf(first) !== undefined;
  const written = isMeta
    ? await (await import("../report/meta/index.js")).writeMetaReport(first, out)
    : await writeReport([...call.args], out);
  await print(call.io.stdout, json ? prettyJson(written) : `${written.page}\n`);
}
