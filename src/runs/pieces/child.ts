/** The program of a helping process: runs pieces one after the other, as the main process asks for them, and ends with it. */

import { messageOf } from "../../basics/errors.js";
import { endWithParent } from "../../basics/processes/index.js";
import { startBackend } from "../../engine/backend.js";
import { guardProcess } from "../../loading/guard.js";
import { userError } from "../../loading/importUserFile.js";
import { checkDesignOptions } from "../../options/check.js";
import { type DesignJob, resolveDesign } from "../job.js";
import type { Answer, Request } from "./messages.js";
import { runPiece } from "./runPiece.js";

let job: Promise<DesignJob> | undefined;
let control = new AbortController();

endWithParent();
// What fails beside a piece fails it, and this process with it: the piece would go on, and answer for the next one.
const { exit } = guardProcess((error) => {
  fail(error);
  setTimeout(() => exit(1), 100);
});
process.on("disconnect", () => exit(0));
// Ctrl-C reaches all processes of the terminal, and a service's end all of its own; the main one says what is to be done.
process.on("SIGINT", () => {}).on("SIGTERM", () => {});
process.on("message", (request: Request) => {
  if (request.type === "stop") return control.abort();
  // While it works, waiting for requests keeps nothing alive: work that waits for ever is seen by that.
  process.channel?.unref();
  const work = request.type === "open" ? open(request) : run(request);
  work.catch(fail).finally(() => process.channel?.ref());
});

/** The piece has failed; what the user's code did beside it, or nothing that will ever happen, counts as that. */
function fail(error: unknown): void {
  process.channel?.ref();
  const known = userError(error) ?? (error instanceof Error ? error : new Error(messageOf(error)));
  say({ type: "failed", name: known.name, message: known.message, stack: known.stack ?? "" });
}

async function open({ input }: Request & { type: "open" }): Promise<void> {
  const options = checkDesignOptions(input);
  job = startBackend(options.backend).then(() => resolveDesign(options));
  await job;
  say({ type: "ready" });
}

async function run({ piece, saved }: Request & { type: "run" }): Promise<void> {
  control = new AbortController();
  const steps = runPiece(await (job as Promise<DesignJob>), piece, saved, control.signal);
  for (let next = await steps.next(); ; next = await steps.next()) {
    if (next.done) return say({ type: "done", result: next.value });
    say({ type: "event", event: next.value });
  }
}

function say(answer: Answer): void {
  process.send?.(answer, () => {}); // nobody is left to tell that the main process is gone
}
