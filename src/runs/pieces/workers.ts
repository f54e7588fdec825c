/** Who runs pieces: this process, and others that help it. */
import { type ChildProcess, fork } from "node:child_process";
import { on, once, setMaxListeners } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DivergedError, InputError, InterruptedError } from "../../basics/errors.js";
import { packageRoot } from "../../basics/version.js";
import type { Checkpoint } from "../../contracts/values.js";
import { StrayError } from "../../loading/guard.js";
import type { DesignJob } from "../job.js";
import type { Piece, RunningPiece } from "../piece.js";
import type { Answer, RemoteInput, Request } from "./messages.js";
import { runPiece } from "./runPiece.js";

/** A process that ended before its piece did: killed, or out of memory. */
export class ProcessEnded extends Error {}

export interface Worker {
  /** One piece at a time. @throws ProcessEnded, and what the piece throws */
  run(piece: Piece, saved?: Checkpoint, signal?: AbortSignal): RunningPiece;
  close(): void;
}

export function workHere(job: DesignJob): Worker {
  return { run: (piece, saved, signal) => runPiece(job, piece, saved, signal), close() {} };
}

/** Beside this file once built; when the sources run as they are, where the build put it. */
function childProgram(): string {
  const beside = fileURLToPath(new URL("./child.js", import.meta.url));
  const found = [beside, join(packageRoot, "dist", "src", "runs", "pieces", "child.js")].find(existsSync);
  if (!found) throw new ProcessEnded("its program is not built");
  return found;
}

/** Starts a process for a run's pieces. @returns the worker once it can take one; @throws ProcessEnded when it cannot start */
export async function workElsewhere(input: RemoteInput, closing: AbortSignal): Promise<Worker> {
  setMaxListeners(0, closing); // each process listens
  // What the user's code prints there is no result of ours.
  const child = fork(childProgram(), { serialization: "advanced", stdio: ["ignore", 2, 2, "ipc"], execArgv: [] });
  const close = () => void child.kill("SIGKILL");
  closing.addEventListener("abort", close);
  send(child, { type: "open", input });
  const [answer] = (await Promise.race([once(child, "message"), once(child, "exit").then(() => [])])) as [Answer?];
  if (answer?.type !== "ready") {
    close();
    throw new ProcessEnded(answer?.type === "failed" ? answer.message : endOf(child));
  }
  keepAlive(child, false);
  return { run: (piece, saved, signal) => runIn(child, piece, saved, signal), close };
}

async function* runIn(child: ChildProcess, piece: Piece, saved?: Checkpoint, signal?: AbortSignal): RunningPiece {
  if (hasEnded(child)) throw new ProcessEnded(endOf(child));
  const answers = on(child, "message", { close: ["exit"] });
  const stop = () => send(child, { type: "stop" });
  keepAlive(child, true);
  send(child, { type: "run", piece, ...(saved ? { saved } : {}) });
  if (signal?.aborted) stop();
  signal?.addEventListener("abort", stop);
  try {
    for await (const [answer] of answers as AsyncIterable<[Answer]>) {
      if (answer.type === "event") yield answer.event;
      if (answer.type === "done") return answer.result;
      if (answer.type === "failed") throw errorOf(answer);
    }
    throw new ProcessEnded(endOf(child));
  } finally {
    signal?.removeEventListener("abort", stop);
    keepAlive(child, false);
  }
}

/** A helper that has nothing to do keeps this process from nothing, not even from seeing that it waits for what never comes. */
function keepAlive(child: ChildProcess, alive: boolean): void {
  for (const handle of [child, child.channel])
    if (alive) handle?.ref();
    else handle?.unref();
}

/** A process that is gone tells so by its exit, not here. */
function send(child: ChildProcess, request: Request): void {
  child.send(request, () => {});
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

function endOf({ exitCode, signalCode }: ChildProcess): string {
  return signalCode ? `signal ${signalCode}` : `exit code ${exitCode}`;
}

function errorOf({ name, message, stack }: Answer & { type: "failed" }): Error {
  const known = [DivergedError, InputError, StrayError, InterruptedError].find((kind) => kind.name === name);
  const error = known ? new known(message) : new Error(message);
  error.stack = stack;
  return error;
}
