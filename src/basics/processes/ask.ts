/** Asks a process of its own, which answers one request after the other, and never outlives this one. */
import { type ChildProcess, fork } from "node:child_process";
import { on } from "node:events";
import { existsSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { InputError } from "../errors.js";
import { packageRoot } from "../version.js";
import { lend } from "./largeArrays.js";
import { type Answer, arrived, carried, type Order } from "./messages.js";

/** A process that ended before its answer: killed, or out of memory. */
export class ProcessEnded extends Error {}

export interface Helper<Request, News, Result> {
  /**
   * One request at a time; begins when it is first read.
   * @param signal asks it to stop, of which it tells by an InterruptedError
   * @throws ProcessEnded; what the work throws there, as it was there
   */
  ask(request: Request, signal?: AbortSignal): AsyncGenerator<News, Result>;
  close(): void;
}

export interface HelperOptions {
  /** Where it works, unless that is where this one does. */
  readonly folder?: string | undefined;
  /** What it may wish for in the middle of its work: data without functions. */
  readonly fulfil?: (wish: never) => Promise<unknown>;
}

/**
 * @param program what calls `serve` (./serve.ts) with the same types, beside the file that asks @param closing ends the process at once
 * @throws InputError when the program is not built
 */
export function startHelper<Request, News, Result>(
  program: URL,
  closing: AbortSignal,
  { folder, fulfil }: HelperOptions = {},
): Helper<Request, News, Result> {
  // What the user's code prints there is no result of ours.
  const stdio = ["ignore", 2, 2, "ipc"] as const;
  const at = folder === undefined ? {} : { cwd: folder };
  const child = fork(builtProgram(program), { serialization: "advanced", stdio: [...stdio], execArgv: [], ...at });
  const close = () => void child.kill("SIGKILL");
  closing.addEventListener("abort", close);
  if (fulfil) fulfilWishes(child, fulfil);
  return { ask: (request, signal) => ask(child, request, signal) as AsyncGenerator<News, Result>, close };
}

function fulfilWishes(child: ChildProcess, fulfil: (wish: never) => Promise<unknown>): void {
  const lent = new Set<string>();
  child.on("message", (answer: Answer) => {
    if (answer.type !== "wish") return;
    const { id, wish } = answer;
    fulfil(wish as never).then(
      (what) => send(child, { type: "given", id, what: hasEnded(child) ? undefined : lend(what, (file) => lent.add(file)) }),
      (error) => send(child, { type: "denied", id, error: carried(error) }),
    );
  });
  child.on("exit", () => lent.forEach((file) => void rmSync(file, { force: true }))); // what it has not taken
}

/** Where it is once built; when the sources run as they are, where the build put it. */
function builtProgram(program: URL): string {
  const beside = fileURLToPath(program);
  const found = [beside, join(packageRoot, "dist", relative(packageRoot, beside))].find(existsSync);
  if (!found) throw new InputError('helping processes need the built program: run "npm run build", or use --processes 1');
  return found;
}

async function* ask(child: ChildProcess, request: unknown, signal?: AbortSignal): AsyncGenerator<unknown, unknown> {
  if (hasEnded(child)) throw new ProcessEnded(endOf(child));
  const answers = on(child, "message", { close: ["exit"] });
  const stop = () => send(child, { type: "stop" });
  keepAlive(child, true);
  send(child, { type: "ask", request });
  if (signal?.aborted) stop();
  signal?.addEventListener("abort", stop);
  try {
    for await (const [answer] of answers as AsyncIterable<[Answer]>) {
      if (answer.type === "news") yield answer.news;
      if (answer.type === "done") return answer.result;
      if (answer.type === "failed") throw arrived(answer.error);
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
function send(child: ChildProcess, order: Order): void {
  child.send(order, () => {});
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

function endOf({ exitCode, signalCode }: ChildProcess): string {
  return signalCode ? `signal ${signalCode}` : `exit code ${exitCode}`;
}
