/** Hands pieces to workers as they are free, and merges what all of them tell into one stream. */
import { InterruptedError, StrayError } from "../../basics/errors.js";
import { ProcessEnded } from "../../basics/processes/ask.js";
import type { Checkpoint } from "../../contracts/values.js";
import type { Piece, PieceEvent, PieceResult, RunningPiece } from "../piece.js";
import type { Worker } from "./workers.js";

/** What is to be done. Asked again whenever somebody is free. */
export interface Work {
  /** The next piece that can begin now; undefined when there is none, or none yet. */
  next(): { readonly piece: Piece; readonly saved?: Checkpoint } | undefined;
}

export type Happening =
  | { readonly kind: "event"; readonly piece: Piece; readonly event: PieceEvent }
  | { readonly kind: "result"; readonly piece: Piece; readonly result: PieceResult }
  /** The piece did not end; whoever schedules it again decides whether it begins once more. */
  | { readonly kind: "failure"; readonly piece: Piece; readonly failure: Error }
  /** A helper that could not be started: the others do its share. */
  | { readonly kind: "missing"; readonly reason: Error };

type Step = () => Happening | undefined;

/**
 * @param helpers workers that are starting; they join when they are ready, and small work is done before
 * @throws InterruptedError after the signal, once every piece has stopped and told its state
 */
export async function* schedule(
  work: Work,
  here: Worker,
  helpers: readonly Promise<Worker>[],
  signal?: AbortSignal,
): AsyncGenerator<Happening, void> {
  const free: Worker[] = [here];
  const pending = new Map<unknown, Promise<Step>>();
  let interrupted = false;

  const arrival = (helper: Promise<Worker>): Promise<Step> =>
    helper.then(
      (worker) => () => {
        pending.delete(helper);
        free.push(worker);
        return undefined;
      },
      (reason: Error) => () => {
        pending.delete(helper);
        return { kind: "missing", reason };
      },
    );

  const advance = (piece: Piece, running: RunningPiece, worker: Worker): Promise<Step> =>
    running.next().then(
      (next) => () => {
        pending.delete(running); // again at the end, so that the others get their turn
        if (!next.done) {
          pending.set(running, advance(piece, running, worker));
          return { kind: "event", piece, event: next.value };
        }
        free.push(worker);
        return { kind: "result", piece, result: next.value };
      },
      (failure: Error) => () => {
        pending.delete(running);
        if (!(failure instanceof ProcessEnded || failure instanceof StrayError)) free.push(worker);
        interrupted ||= failure instanceof InterruptedError;
        return interrupted || signal?.aborted ? undefined : { kind: "failure", piece, failure };
      },
    );

  const begin = (): void => {
    for (let worker = free.pop(); worker; worker = free.pop()) {
      const found = work.next();
      if (!found) return void free.push(worker);
      const running = worker.run(found.piece, found.saved, signal);
      pending.set(running, advance(found.piece, running, worker));
    }
  };

  for (const helper of helpers) pending.set(helper, arrival(helper));
  const arriving = () => helpers.filter((helper) => pending.has(helper)).length;
  for (;;) {
    if (!interrupted && !signal?.aborted) begin();
    if (pending.size === arriving()) break;
    const happened = (await Promise.race(pending.values()))();
    if (happened) yield happened;
  }
  if (interrupted || signal?.aborted) throw new InterruptedError("interrupted");
}
