/** The program of a helping process: runs pieces one after the other, as the main process asks for them, and ends with it. */

import { startBackend } from "../backend.js";
import { messageOf } from "../errors.js";
import { type DesignJob, resolveDesign } from "../job.js";
import { checkDesignOptions } from "../options.js";
import type { Answer, Request } from "./messages.js";
import { runPiece } from "./runPiece.js";

let job: Promise<DesignJob> | undefined;
let control = new AbortController();

process.on("disconnect", () => process.exit());
// Ctrl-C reaches all processes of the terminal; the main one says what is to be done.
process.on("SIGINT", () => {});
process.on("message", (request: Request) => {
  if (request.type === "stop") return control.abort();
  const work = request.type === "open" ? open(request) : run(request);
  work.catch((error: unknown) => {
    const { name, stack = "" } = error instanceof Error ? error : new Error(String(error));
    say({ type: "failed", name, message: messageOf(error), stack });
  });
});

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
  process.send?.(answer);
}
