/** `floe report RUN...` */
import { InputError } from "../../basics/errors.js";
import { prettyJson } from "../../records/json.js";
import { metaKindOf } from "../../records/store.js";
import { writeReport } from "../../report/index.js";
import type { Call } from "../command.js";
import { print, quoted } from "../io.js";
import { heldIn } from "../kinds.js";
import { readOptions } from "../readOptions.js";

export async function run(call: Call): Promise<void> {
  const { out, json } = readOptions(call);
  const [first = "", ...more] = call.args;
  const written =
    more.length === 0 && metaKindOf(first) !== undefined
      ? await (await import("../../../meta/report/index.js")).writeMetaReport(first, out)
      : await writeReport(comparable(call.args), out);
  await print(call.io.stdout, json ? prettyJson(written) : `${written.page}\n`);
}

/** @throws InputError when several runs are named and one of them has its page for itself only */
function comparable(folders: readonly string[]): string[] {
  for (const folder of folders) {
    const kind = metaKindOf(folder);
    if (!kind) continue;
    throw new InputError(
      `${folder} holds ${heldIn(kind)}, which has a page of its own only: floe report ${quoted(folder)}. ` +
        "Side by side go runs of floe design and floe train; floe meta compare shows methods of meta-learning side by side, on the same tasks",
    );
  }
  return [...folders];
}
