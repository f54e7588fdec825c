/** Runs blocks of paths on all cores, or here when that is quicker than starting threads. */
import { availableParallelism } from "node:os";
import { Tinypool } from "tinypool";
import { threadEntry } from "../../src/basics/processes/threadEntry.js";
import type { Key } from "../../src/contracts/values.js";
import { blockSize, type Model, type Survivors } from "./block.js";
import { simulateBlocks, type Task } from "./worker.js";

export interface ThreadOptions {
  /** 0: in this thread. Default: one a core, or 0 for little work. The result is the same. */
  readonly workers?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Portion {
  readonly survivors: Survivors;
  /** Candidates so far, this portion's included. */
  readonly simulated: number;
}

/** Blocks in a task: about 50 ms of work, so that neither messages nor the last straggler matter. */
const blocksPerTask = 8;
const compiled = !import.meta.url.endsWith(".ts");

/** Below so many path steps the work is done here before threads have started (0.1 s compiled, 2 s or more through ts-node). */
const worthThreads = compiled ? 1e7 : 2e8;

/**
 * Yields the survivors of blocks 0, 1, 2, ... in this order until the caller stops.
 * @param blocks how many blocks the caller will likely want: so many are computed ahead, later ones one task at a time
 */
export async function* simulateInOrder(
  model: Model,
  key: Key,
  blocks: number,
  { workers, signal }: ThreadOptions,
): AsyncGenerator<Portion> {
  const work = (blocks * blockSize * model.days) / model.dt;
  const threads = workers ?? (work < worthThreads ? 0 : availableParallelism());
  signal?.throwIfAborted();
  if (threads > 0) return yield* simulateInThreads(model, key, blocks, threads, signal);
  for (let from = 0; ; from++) {
    yield { survivors: simulateBlocks({ model, key, from, to: from + 1 }), simulated: (from + 1) * blockSize };
    await new Promise(setImmediate); // lets others, and an abort, come in between
    signal?.throwIfAborted();
  }
}

async function* simulateInThreads(
  model: Model,
  key: Key,
  blocks: number,
  threads: number,
  signal?: AbortSignal,
): AsyncGenerator<Portion> {
  const pool = openPool(threads);
  const start = (from: number): Promise<Survivors> => {
    const task: Task = { model, key, from, to: from + blocksPerTask };
    const result: Promise<Survivors> = pool.run(task, signal ? { signal } : {});
    result.catch(() => {}); // whoever awaits it sees the failure; what nobody awaits any more may fail unseen
    return result;
  };
  try {
    const ahead: Promise<Survivors>[] = [];
    let next = 0;
    for (let done = 0; ; done += blocksPerTask) {
      while (ahead.length === 0 || (ahead.length < 2 * threads && next < blocks)) {
        ahead.push(start(next));
        next += blocksPerTask;
      }
      yield { survivors: await (ahead.shift() as Promise<Survivors>), simulated: (done + blocksPerTask) * blockSize };
    }
  } finally {
    await pool.destroy();
  }
}

function openPool(threads: number): Tinypool {
  return new Tinypool({
    filename: threadEntry(import.meta.url, "worker").href,
    minThreads: threads,
    maxThreads: threads,
    runtime: "worker_threads",
  });
}
