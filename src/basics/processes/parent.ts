/**
 * A process that helps another one, and never outlives it. A thread of its own looks whether the other is still there, because the first
 * thread may stand in a loop of the user's, where neither signals nor messages arrive.
 */
import { Worker } from "node:worker_threads";

/** This process ends, whatever it does, as soon as the one that started it is gone. */
export function endWithParent(): void {
  // Without a listener for it, a thread that fails would end the process: the messages between the two still work then.
  new Worker(new URL("./watch.js", import.meta.url), { workerData: process.ppid }).on("error", () => {}).unref();
}
