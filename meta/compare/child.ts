/** The program of a helping process: trains one cell after the other, as the main process asks for them, and ends with it. */

import { messageOf } from "../../src/basics/errors.js";
import { endWithParent } from "../../src/basics/processes/index.js";
import type { BackendChoice } from "../../src/contracts/options.js";
import { startBackend } from "../../src/engine/backend.js";
import { guardProcess } from "../../src/loading/guard.js";
import { userError } from "../../src/loading/importUserFile.js";
import { loadFamily } from "../ownFamily.js";
import { trainMetaModel } from "../run.js";
import { openMetaStore } from "../store.js";
import type { Answer, Cell, Request } from "./messages.js";

/** The backend, and the file of a task family of one's own. */
const [backend = "auto", familyFile] = process.argv.slice(2);
const control = new AbortController();

endWithParent();
const { exit } = guardProcess(fail);
process.on("disconnect", () => exit(0));
// Ctrl-C reaches all processes of the terminal, and a service's end all of its own; the main one says what is to be done.
process.on("SIGINT", () => {}).on("SIGTERM", () => {});
process.on("message", (request: Request) => {
  if (request.type === "stop") return control.abort();
  process.channel?.unref(); // work that waits for ever is seen by nothing being left to wait for
  run(request.cell)
    .catch(fail)
    .finally(() => process.channel?.ref());
});

/** The training has failed; what the user's code did beside it, or nothing that will ever happen, counts as that. */
function fail(error: unknown): void {
  process.channel?.ref();
  const known = userError(error) ?? (error instanceof Error ? error : new Error(messageOf(error)));
  say({ type: "failed", name: known.name, message: known.message, stack: known.stack ?? "" });
}

async function run({ folder, training, validationOnly }: Cell): Promise<void> {
  await startBackend(backend as BackendChoice);
  const family = familyFile === undefined ? {} : { family: await loadFamily(familyFile) };
  const steps = trainMetaModel(training, { store: openMetaStore(folder), validationOnly, signal: control.signal, ...family });
  for await (const { fraction } of steps) say({ type: "fraction", fraction });
  say({ type: "done" });
}

function say(answer: Answer): void {
  process.send?.(answer, () => {}); // nobody is left to tell that the main process is gone
}
