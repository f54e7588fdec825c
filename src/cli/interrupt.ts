/** Ctrl-C: the first asks the computation to stop at a safe point, the second kills. */
import { InterruptedError } from "../errors.js";
import { printAbove } from "./io.js";

/** Runs `work` with a signal that Ctrl-C (or a plain kill) aborts. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = (signal: NodeJS.Signals) => {
    if (controller.signal.aborted) kill();
    printAbove(process.stderr, `${signal === "SIGINT" ? "Ctrl-C" : signal}: stopping at the next safe point; once more kills.`);
    controller.abort();
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  try {
    return await work(controller.signal);
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}

/** Waits for `work`, which has nothing to finish: Ctrl-C, or a plain kill, ends it at once. @throws InterruptedError with the message */
export async function untilInterrupted<T>(work: Promise<T>, message: string): Promise<T> {
  let stop = () => {};
  const interruption = new Promise<never>((_, reject) => {
    stop = () => reject(new InterruptedError(message));
  });
  process.on("SIGINT", stop).on("SIGTERM", stop);
  try {
    return await Promise.race([work, interruption]);
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}

/** The terminal gets its cursor and its line breaks back, which a progress bar had taken. */
function kill(): never {
  if (process.stderr.isTTY) process.stderr.write("\u001b[?25h\u001b[?7h\n");
  process.exit(130);
}
