/** Runs blocks of paths on all cores, or here when that is quicker than starting threads. */
import { setMaxListeners } from "node:events";
import { availableParallelism } from "node:os";
import { Tinypool } from "tinypool";
import { threadEntry } from "../../basics/processes/threadEntry.js";
import type { Key } from "../../contracts/values.js";
import { type SdeModel, type Survivors, simulateBlock } from "./block.js";
import type { Task } from "./worker.js";

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

/**
 * Candidates in a block. At its end lanes run empty: some of 16 lanes for half a path's time, about 3 % of a block of 512. Of ten
 * thousand steps a path such a block takes 20 ms, so that neither messages nor the last straggler matter.
 */
export const blockSize = 512;

/** Below so many path steps the work is done here before threads have started (0.1 s compiled, 2 s or more through ts-node). */
const worthThreads = import.meta.url.endsWith(".ts") ? 1e9 : 5e7;

/** Blocks waiting at the threads: while the main thread trains it cannot hand out the next ones. */
const ahead = 32;

/** Parameters of a block's candidates, [blockSize, parameters]. */
export type Candidates = (block: number) => Float32Array;

/**
 * Yields the survivors of blocks 0, 1, 2, ... in this order until the caller stops.
 * @param blocks how many blocks the caller will likely want: so many are computed ahead, later ones one at a time
 */
export async function* simulateInOrder(
  model: SdeModel,
  key: Key,
  candidates: Candidates,
  blocks: number,
  { workers, signal }: ThreadOptions,
): AsyncGenerator<Portion> {
  const work = blocks * blockSize * model.intervals * model.steps;
  const threads = workers ?? (work < worthThreads ? 0 : availableParallelism());
  signal?.throwIfAborted();
  if (threads > 0) return yield* simulateInThreads({ model, key, candidates, blocks, threads, signal });
  for (let block = 0; ; block++) {
    const first = block * blockSize;
    yield { survivors: simulateBlock(model, key, candidates(block), first), simulated: first + blockSize };
    await new Promise(setImmediate); // lets others, and an abort, come in between
    signal?.throwIfAborted();
  }
}

interface Threaded {
  readonly model: SdeModel;
  readonly key: Key;
  readonly candidates: Candidates;
  readonly blocks: number;
  readonly threads: number;
  readonly signal?: AbortSignal | undefined;
}

async function* simulateInThreads({ model, key, candidates, blocks, threads, signal }: Threaded): AsyncGenerator<Portion> {
  const pool = openPool(threads);
  if (signal) setMaxListeners(0, signal); // one for each block that waits
  const start = (block: number): Promise<Survivors> => {
    const task: Task = { model, key, theta: candidates(block), first: block * blockSize };
    const result: Promise<Survivors> = pool.run(task, signal ? { signal } : {});
    result.catch(() => {}); // whoever awaits it sees the failure; what nobody awaits any more may fail unseen
    return result;
  };
  try {
    const waiting: Promise<Survivors>[] = [];
    let next = 0;
    for (let done = 1; ; done++) {
      while (waiting.length === 0 || (waiting.length < ahead && next < blocks)) waiting.push(start(next++));
      yield { survivors: await (waiting.shift() as Promise<Survivors>), simulated: done * blockSize };
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
