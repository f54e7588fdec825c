/** The trainings of a comparison, each in a folder of its own, on one process or several. A finished folder is not touched again. */
import { type ChildProcess, fork } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { DivergedError, InputError, InterruptedError } from "../../src/basics/errors.js";
import { folderIn } from "../../src/basics/files.js";
import { packageRoot } from "../../src/basics/version.js";
import type { BackendChoice } from "../../src/contracts/options.js";
import type { Progress } from "../../src/contracts/values.js";
import { StrayError } from "../../src/loading/guard.js";
import { trainMetaModel } from "../run.js";
import { openMetaStore, readDivergence, readMetaResult, saveDivergence } from "../store.js";
import type { TaskFamily } from "../types.js";
import type { Answer, Cell } from "./messages.js";

export interface CellsOptions {
  readonly processes: number;
  readonly backend: BackendChoice;
  /** One's own, and where it was loaded from: a helping process loads it again. */
  readonly family?: { readonly own: TaskFamily; readonly file: string };
  readonly signal?: AbortSignal;
  /** What is being done, for the progress bar. */
  readonly phase: string;
}

/** Runs one cell; `tell` is given the share that is done. @throws DivergedError when it cannot be brought to an end */
type Runner = (cell: Cell, tell: (fraction: number) => void) => Promise<void>;

/**
 * Trains what is not finished yet. A training that diverges is noted in its folder, and the others go on. The result does not depend on
 * how many processes there are.
 * @throws InterruptedError after the signal, or the first error of a training; either once all have saved what they have
 */
export async function* runCells(cells: readonly Cell[], options: CellsOptions): AsyncGenerator<Progress, void> {
  const { processes, phase, signal } = options;
  const open = cells.filter(({ folder }) => !readMetaResult(folder) && readDivergence(folder) === undefined);
  if (open.length === 0) return; // of a resumed comparison: nothing is told, so that the time left is not reckoned from here
  const costs = new Map(cells.map((cell) => [cell, cell.training.steps]));
  const total = [...costs.values()].reduce((sum, cost) => sum + cost, 0);
  const done = new Map<Cell, number>(cells.map((cell) => [cell, open.includes(cell) ? 0 : 1]));
  const news = new EventEmitter();
  const queue = [...open];
  const count = Math.min(processes, open.length);
  const runners = Array.from({ length: count }, () =>
    processes > 1 ? openRunner(options) : { run: runHere(options), stop() {}, close() {} },
  );
  const work = async ({ run }: { run: Runner }): Promise<void> => {
    for (let cell = queue.shift(); cell; cell = queue.shift()) {
      if (signal?.aborted) throw new InterruptedError("interrupted");
      const now = cell;
      makeCellFolder(now.folder);
      await run(now, (fraction) => {
        done.set(now, fraction);
        news.emit("told");
      }).catch((error: unknown) => {
        if (!(error instanceof DivergedError)) throw error;
        saveDivergence(now.folder, error.message);
      });
      done.set(now, 1);
    }
  };
  let ended = false;
  let firstFailure: unknown;
  const all = Promise.all(
    runners.map((runner) =>
      work(runner).catch((error: unknown) => {
        firstFailure ??= error;
        queue.length = 0;
        for (const { stop } of runners) stop();
      }),
    ),
  ).finally(() => {
    ended = true;
    news.emit("told");
  });
  try {
    while (!ended) {
      await once(news, "told");
      const share = cells.reduce((sum, cell) => sum + (done.get(cell) as number) * (costs.get(cell) as number), 0) / total;
      const finished = [...done.values()].filter((fraction) => fraction === 1).length;
      yield { phase: `${phase}, ${finished} of ${cells.length} trainings`, fraction: share };
    }
    await all;
    if (firstFailure !== undefined) throw firstFailure;
  } finally {
    for (const { close } of runners) close();
  }
}

/** Below the comparison's own folder, in the one of all cells. */
function makeCellFolder(folder: string): void {
  const cells = dirname(folder);
  folderIn(dirname(cells), basename(cells), basename(folder));
}

const runHere =
  ({ signal, family }: CellsOptions): Runner =>
  async ({ folder, training, validationOnly }, tell) => {
    const given = { ...(family ? { family: family.own } : {}), ...(signal ? { signal } : {}) };
    const steps = trainMetaModel(training, { store: openMetaStore(folder), validationOnly, ...given });
    for await (const { fraction } of steps) tell(fraction);
  };

/** Beside this file once built; when the sources run as they are, where the build put it. */
function childProgram(): string {
  const beside = fileURLToPath(new URL("./child.js", import.meta.url));
  const found = [beside, join(packageRoot, "dist", "meta", "compare", "child.js")].find(existsSync);
  if (!found) throw new InputError('helping processes need the built program: run "npm run build", or use --processes 1');
  return found;
}

/** A process of its own for one cell after the other. */
function openRunner({ backend, signal, family }: CellsOptions): { run: Runner; stop(): void; close(): void } {
  const child = fork(childProgram(), [backend, ...(family ? [family.file] : [])], {
    stdio: ["ignore", 2, 2, "ipc"], // what the user's code prints there is no result of ours
    execArgv: [],
  });
  const stop = () => void child.send({ type: "stop" }, () => {});
  signal?.addEventListener("abort", stop);
  return {
    run: (cell, tell) => runIn(child, cell, tell),
    stop,
    close() {
      signal?.removeEventListener("abort", stop);
      child.kill();
    },
  };
}

async function runIn(child: ChildProcess, cell: Cell, tell: (fraction: number) => void): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const settle = (error?: Error) => {
      child.off("message", hear).off("exit", gone);
      if (error) reject(error);
      else resolve();
    };
    const gone = (code: number | null, signal: string | null) =>
      settle(
        new InputError(
          `a process of the comparison ended (${signal ?? `exit code ${code}`}); out of memory? Go on with floe resume`,
        ),
      );
    const hear = (answer: Answer) => {
      if (answer.type === "fraction") tell(answer.fraction);
      if (answer.type === "done") settle();
      if (answer.type === "failed") settle(errorOf(answer));
    };
    child.on("message", hear).on("exit", gone);
    child.send({ type: "run", cell }, (error) => error && settle(error));
  });
}

function errorOf({ name, message, stack }: Answer & { type: "failed" }): Error {
  const known = [DivergedError, InputError, StrayError, InterruptedError].find((kind) => kind.name === name);
  const error = known ? new known(message) : new Error(message);
  error.stack = stack;
  return error;
}
