/** The program of a process that helps a study: one command line after the other, as if each had been typed. */
import { EventEmitter, once } from "node:events";
import { Writable } from "node:stream";
import { InterruptedError } from "../../basics/errors.js";
import { serve } from "../../basics/processes/serve.js";
import { guardProcess } from "../../loading/guard.js";
import { userError } from "../../loading/importUserFile.js";
import type { CellEnd } from "../../studies/engines/engine.js";
import { main } from "../floe.js";
import { endWork, leaveSignals } from "../interrupt.js";
import type { Stream } from "../io.js";
import type { CellRequest } from "./process.js";

const millisecondsBetweenTries = 200;

leaveSignals();
serve(work, { guard: guardProcess, explained: userError });

async function* work({ words }: CellRequest, signal: AbortSignal): AsyncGenerator<number, CellEnd> {
  const news = new EventEmitter();
  const [stdout, stderr] = [collector(), collector()];
  let share = 0;
  let code: number | undefined;
  const io = {
    ...{ stdout: stdout.stream, stderr: stderr.stream },
    progress: ({ fraction }: { readonly fraction: number }) => {
      share = fraction;
      news.emit("told");
    },
  };
  const ended = main(words, io).then((exit) => {
    code = exit;
    news.emit("told");
  });
  const asked = setInterval(() => {
    // What is only being loaded, or drawn, stops at nothing: it is asked again once it computes.
    if (signal.aborted && endWork(new InterruptedError("interrupted"))) clearInterval(asked);
  }, millisecondsBetweenTries);
  try {
    while (code === undefined) {
      await once(news, "told");
      if (code === undefined) yield share;
    }
    await ended;
  } finally {
    clearInterval(asked);
  }
  return { code, said: lastLine(stderr.text()) };
}

function collector(): { readonly stream: Stream; text(): string } {
  const parts: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      parts.push(String(chunk));
      done();
    },
  });
  return { stream, text: () => parts.join("") };
}

/** The message of what failed, which comes last. */
const lastLine = (text: string): string => (text.trim().split("\n").at(-1) ?? "").replace(/^floe: /, "");
