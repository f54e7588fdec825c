/** `floe report RUN...` */
import { InputError } from "../../basics/errors.js";
import type { RunKind } from "../../contracts/runKind.js";
import { prettyJson } from "../../records/json.js";
import type { Call } from "../command.js";
import { print, quoted } from "../io.js";
import { heldIn, type KnownKind, kinds, knownKindOf } from "../kinds.js";
import { readOptions } from "../readOptions.js";

export async function run(call: Call): Promise<void> {
  const { out, json } = await readOptions(call);
  const [first = "", ...more] = call.args;
  const written =
    more.length === 0
      ? await (await knownKindOf(first).load()).report(first, out)
      : await (await pageFor(call.args))(call.args, out);
  await print(call.io.stdout, json ? prettyJson(written) : `${written.page}\n`);
}

type SideBySide = NonNullable<RunKind["sideBySide"]>;

/** What writes all of them on one page. @throws InputError when one of them has its page for itself only */
async function pageFor(folders: readonly string[]): Promise<SideBySide> {
  let shared: SideBySide | undefined;
  for (const folder of folders) {
    const known = knownKindOf(folder);
    const { sideBySide } = await known.load();
    if (!sideBySide || (shared && sideBySide !== shared)) throw await alone(folder, known);
    shared = sideBySide;
  }
  return shared as SideBySide;
}

async function alone(folder: string, known: KnownKind): Promise<InputError> {
  const all = await Promise.all(Object.values(kinds).map(async ({ command, load }) => ({ command, kind: await load() })));
  const beside = all.filter(({ kind }) => kind.sideBySide).map(({ command }) => `floe ${command}`);
  return new InputError(
    `${folder} holds ${heldIn(known)}, which has a page of its own only: floe report ${quoted(folder)}. ` +
      `Side by side go runs of ${beside.join(" and ")}; floe meta compare shows methods of meta-learning side by side, on the same tasks`,
  );
}
