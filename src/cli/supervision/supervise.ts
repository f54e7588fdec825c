/** The program's first thread: lets another one work, answers signals whatever that one does, and explains how it ended. */
import { isatty } from "node:tty";
import { SHARE_ENV, Worker } from "node:worker_threads";
import { availableBytes, inGigabytes } from "../../basics/memory.js";
import { kill, stoppingLine } from "../interrupt.js";
import { printAbove } from "../io.js";
import type { News, Order } from "./channel.js";
import type { WorkData } from "./work.js";

/** Of the memory there is, the part that may be taken: beyond it the operating system ends somebody without a word. */
const shareOfMemory = 0.95;
const millisecondsBetweenLooks = 200;
/** `timeout`, `npx` and their like hand on what the whole group of processes is sent anyway: that is no second Ctrl-C. */
const millisecondsOfOneSignal = 250;

/** Runs one command in a thread. @returns its exit code */
export function supervise(argv: readonly string[]): Promise<number> {
  const { stderr } = process;
  const screen = { columns: stderr.columns ?? 80 };
  const data: WorkData = {
    work: "floe work",
    argv,
    terminals: [
      { isTTY: isatty(1), ...screen },
      { isTTY: isatty(2), ...screen },
    ],
  };
  const worker = new Worker(new URL("./work.js", import.meta.url), {
    workerData: data,
    env: SHARE_ENV,
    stdout: true,
    stderr: true,
  });
  // What the user's code prints is no result.
  for (const printed of [worker.stdout, worker.stderr]) printed.on("data", (chunk) => stderr.write(chunk));
  const state = { resume: "", stoppable: false, stopping: false };
  const goOn = (word = "Go on with") => (state.resume ? `${word}:\n  ${state.resume}\n` : "");

  let heard = Number.NEGATIVE_INFINITY;
  const interrupt = (signal: NodeJS.Signals): void => {
    const again = performance.now() - heard < millisecondsOfOneSignal;
    heard = performance.now();
    if (again) return;
    if (state.stoppable && !state.stopping) {
      state.stopping = true;
      printAbove(stderr, stoppingLine(signal));
      worker.postMessage("stop" satisfies Order);
      return;
    }
    stderr.write(state.resume ? `interrupted; what was saved last is kept. ${goOn()}` : "interrupted; nothing was begun\n");
    kill();
  };
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);

  return new Promise((resolve) => {
    let code: number | undefined;
    const ended = (why: string): void => {
      if (code === undefined)
        stderr.write(`floe: ${why}. ${goOn("What was saved last is kept; go on with")}`.trimEnd().concat("\n"));
      code ??= 2;
    };
    const room = shareOfMemory * (availableBytes() + process.memoryUsage.rss());
    setInterval(() => {
      const taken = process.memoryUsage.rss();
      if (taken < room) return;
      ended(`the work was ended because it had taken ${inGigabytes(taken)}, nearly all memory there was, and wanted more`);
      resolve(code as number);
    }, millisecondsBetweenLooks).unref();
    worker.on("message", (news: News) => {
      if (news.type === "done") code = news.code;
      else Object.assign(state, news);
    });
    worker.on("error", (error: NodeJS.ErrnoException) => ended(whyOf(error)));
    worker.on("exit", (exitCode) => {
      ended(`the file's own code ended the work (exit code ${exitCode})`);
      resolve(code as number);
    });
  });
}

function whyOf({ code, message }: NodeJS.ErrnoException): string {
  if (code === "ERR_WORKER_OUT_OF_MEMORY")
    return "the work needed more memory than JavaScript has here, in the file's own code most likely; NODE_OPTIONS=--max-old-space-size=8000 gives it 8 GB";
  return `the work could not go on: ${message}`;
}
