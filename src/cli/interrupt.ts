/** Ctrl-C: the first asks the computation to stop at a safe point, the second kills. */
import { setMaxListeners } from "node:events";
import { InterruptedError } from "../basics/errors.js";
import { printAbove } from "./io.js";
import { isSupervised, onOrder, tellSupervisor } from "./supervision/channel.js";

let running: AbortController | undefined;
let deaf = false;

/** In a process that helps another one: a signal reaches both, and the other says by `endWork` what is to be done. */
export function leaveSignals(): void {
  deaf = true;
}

/** Runs `work` with a signal that Ctrl-C (or a plain kill) aborts. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal); // each helping process listens
  const stop = (signal: NodeJS.Signals) => {
    if (controller.signal.aborted) kill();
    printAbove(process.stderr, stoppingLine(signal));
    controller.abort();
  };
  const listening = isSupervised ? onOrder(() => controller.abort()) : onSignals(stop);
  running = controller;
  tellSupervisor({ type: "stoppable", stoppable: true });
  try {
    return await work(controller.signal);
  } catch (error) {
    const { reason } = controller.signal;
    // What ended the work is told, not that it was ended.
    throw error instanceof InterruptedError && reason instanceof Ending ? reason.cause : error;
  } finally {
    tellSupervisor({ type: "stoppable", stoppable: false });
    running = undefined;
    listening();
  }
}

export const stoppingLine = (signal: NodeJS.Signals): string =>
  `${signal === "SIGINT" ? "Ctrl-C" : signal}: stopping at the next safe point; once more kills.`;

class Ending extends Error {}

/** Stops what is running, which then fails by `cause`. @returns false when nothing is running that could stop */
export function endWork(cause: unknown): boolean {
  running?.abort(new Ending("", { cause }));
  return running !== undefined;
}

/** Waits for `work`, which has nothing to finish: Ctrl-C, or a plain kill, ends it at once. @throws InterruptedError with the message */
export async function untilInterrupted<T>(work: Promise<T>, message: string): Promise<T> {
  let stop = () => {};
  const interruption = new Promise<never>((_, reject) => {
    stop = () => reject(new InterruptedError(message));
  });
  const listening = onSignals(stop);
  try {
    return await Promise.race([work, interruption]);
  } finally {
    listening();
  }
}

function onSignals(stop: (signal: NodeJS.Signals) => void): () => void {
  if (deaf) return () => {};
  process.on("SIGINT", stop).on("SIGTERM", stop);
  return () => void process.off("SIGINT", stop).off("SIGTERM", stop);
}

/** The terminal gets its cursor and its line breaks back, which a progress bar had taken. */
export function kill(): never {
  if (process.stderr.isTTY) process.stderr.write("\u001b[?25h\u001b[?7h\n");
  process.exit(130);
}
