/** The trainings of a comparison, each in a folder of its own, on one process or several. A finished folder is not touched again. */
import { EventEmitter, once, setMaxListeners } from "node:events";
import { basename, dirname } from "node:path";
import { DivergedError, InputError, InterruptedError } from "../../src/basics/errors.js";
import { folderIn } from "../../src/basics/files.js";
import { ProcessEnded, startHelper } from "../../src/basics/processes/ask.js";
import type { BackendChoice } from "../../src/contracts/options.js";
import type { Progress } from "../../src/contracts/values.js";
import { readDivergence, readMetaResult, saveDivergence } from "../store.js";
import type { TaskFamily } from "../types.js";
import type { Cell, CellRequest } from "./messages.js";
import { trainCell } from "./trainCell.js";

export interface CellsOptions {
  readonly processes: number;
  readonly backend: BackendChoice;
  /** One's own, and where it was loaded from: a helping process loads it again. */
  readonly family?: { readonly own: TaskFamily; readonly file: string };
  readonly signal?: AbortSignal;
  /** What is being done, for the progress bar. */
  readonly phase: string;
}

/** Runs one cell, and tells the share that is done. @throws DivergedError when it cannot be brought to an end */
type Runner = (cell: Cell) => AsyncGenerator<number, void>;

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
  const [stopping, closing] = [new AbortController(), new AbortController()];
  const stop = () => stopping.abort();
  signal?.addEventListener("abort", stop);
  setMaxListeners(0, stopping.signal, closing.signal); // each process listens
  const here: Runner = (cell) => trainCell(cell, options.family?.own, signal);
  const runners = Array.from({ length: count }, () =>
    processes > 1 ? openRunner(options, stopping.signal, closing.signal) : here,
  );
  const work = async (run: Runner): Promise<void> => {
    for (let cell = queue.shift(); cell; cell = queue.shift()) {
      if (signal?.aborted) throw new InterruptedError("interrupted");
      const now = cell;
      makeCellFolder(now.folder);
      try {
        for await (const fraction of run(now)) {
          done.set(now, fraction);
          news.emit("told");
        }
      } catch (error) {
        if (!(error instanceof DivergedError)) throw error;
        saveDivergence(now.folder, error.message);
      }
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
        stop();
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
    signal?.removeEventListener("abort", stop);
    closing.abort();
  }
}

/** Below the comparison's own folder, in the one of all cells. */
function makeCellFolder(folder: string): void {
  const cells = dirname(folder);
  folderIn(dirname(cells), basename(cells), basename(folder));
}

/** A process of its own for one cell after the other. */
function openRunner({ backend, family }: CellsOptions, stopping: AbortSignal, closing: AbortSignal): Runner {
  const helper = startHelper<CellRequest, number, void>(new URL("./child.js", import.meta.url), closing);
  return async function* run(cell) {
    try {
      yield* helper.ask({ cell, backend, ...(family ? { familyFile: family.file } : {}) }, stopping);
    } catch (error) {
      if (!(error instanceof ProcessEnded)) throw error;
      throw new InputError(`a process of the comparison ended (${error.message}); out of memory? Go on with floe resume`);
    }
  };
}
