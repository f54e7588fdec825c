/** Ctrl-C: the first asks the computation to stop at a safe point, the second kills. */

/** Runs `work` with a signal that Ctrl-C (or a plain kill) aborts. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = (signal: NodeJS.Signals) => {
    if (controller.signal.aborted) process.exit(130);
    process.stderr.write(`\n${signal === "SIGINT" ? "Ctrl-C" : signal}: stopping at the next safe point; once more kills.\n`);
    controller.abort();
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  try {
    return await work(controller.signal);
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}
