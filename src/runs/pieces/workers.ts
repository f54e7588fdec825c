/** Who runs pieces: this process, and others that help it. */
import { setMaxListeners } from "node:events";
import { startHelper } from "../../basics/processes/ask.js";
import type { Checkpoint } from "../../contracts/values.js";
import type { DesignJob } from "../job.js";
import type { Piece, PieceEvent, PieceResult, RunningPiece } from "../piece.js";
import type { Banks } from "./banks.js";
import type { PieceRequest, RemoteInput } from "./messages.js";
import { runPiece } from "./runPiece.js";

export interface Worker {
  /** One piece at a time. @throws ProcessEnded, and what the piece throws */
  run(piece: Piece, saved?: Checkpoint, signal?: AbortSignal): RunningPiece;
}

/** @param banks where pieces share what is simulated */
export function workHere(job: DesignJob, banks?: Banks): Worker {
  return { run: (piece, saved, signal) => runPiece(job, piece, { saved, banks }, signal) };
}

/** Starts a process for a run's pieces. @param banks what it has simulated by this one; absent: it simulates for itself @returns the worker once it can take one; @throws what kept it from that, ProcessEnded where it is gone */
export async function workElsewhere(input: RemoteInput, closing: AbortSignal, banks?: Banks): Promise<Worker> {
  setMaxListeners(0, closing); // each process listens
  const program = new URL("./child.js", import.meta.url);
  const helper = startHelper<PieceRequest, PieceEvent, PieceResult | undefined>(program, closing, banks ? { fulfil: banks } : {});
  try {
    await helper.ask({ type: "open", input, sharesBanks: banks !== undefined }).next();
  } catch (error) {
    helper.close();
    throw error;
  }
  return {
    run: (piece, saved, signal) => helper.ask({ type: "run", piece, ...(saved ? { saved } : {}) }, signal) as RunningPiece,
  };
}
