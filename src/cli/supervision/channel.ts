/**
 * What the thread that works and the one that watches over it say to each other. A thread in a loop hears no signal, so the program's first
 * thread does nothing but listen: `supervise.ts` is its side, `work.ts` the other one.
 */
import { parentPort, workerData } from "node:worker_threads";

/** What the working thread tells. */
export type News =
  /** There is a run folder, and by this line it is gone on with. */
  | { readonly type: "begun"; readonly resume: string }
  /** Whether a safe point will come, which a signal should wait for. */
  | { readonly type: "stoppable"; readonly stoppable: boolean }
  | { readonly type: "done"; readonly code: number };

/** What it is told: to stop at the next safe point. */
export type Order = "stop";

/** A thread of somebody else's, of a test's say, has another parent to talk to. */
const isOurs = (workerData as { readonly work?: unknown } | null)?.work === "floe work";

const port = isOurs ? parentPort : null;

export const isSupervised = port !== null;

export function tellSupervisor(news: News): void {
  port?.postMessage(news);
}

/** @returns what ends the listening */
export function onOrder(stop: () => void): () => void {
  port?.on("message", stop).unref(); // listening alone must not keep the thread alive
  return () => void port?.off("message", stop);
}
