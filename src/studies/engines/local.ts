/** Processes of this machine: several cells at once, each process one cell after the other. */
import { EventEmitter, once, setMaxListeners } from "node:events";
import { setTimeout } from "node:timers/promises";
import { InterruptedError } from "../../basics/errors.js";
import type { Progress } from "../../contracts/values.js";
import { cellFolder, claim, forgetFailure, noteFailure, runHolder } from "../folder.js";
import { lostReads } from "../results/early.js";
import type { Engine, EngineWork } from "./engine.js";
import { exits, Slot } from "./slot.js";
import { openCells, record, Tally } from "./tally.js";

const millisecondsBetweenLooks = 500;
const millisecondsBetweenRecords = 1000;

export const local: Engine = {
  name: "local",
  summary: "processes of this machine, one a core unless --jobs (of a comparison: --processes) says how many",
  use: "the default: a few hundred cells, or as many as there is patience for",
  takes: ["jobs", "maxFailures"],
  carryOut,
};

async function* carryOut(work: EngineWork): AsyncGenerator<Progress, undefined> {
  const { folder, cells, runs, jobs, maxFailures, signal } = work;
  const tally = new Tally(cells.length);
  const queue = await openCells(work, tally);
  if (queue.length === 0) return undefined;
  const news = new EventEmitter();
  const [stopping, closing] = [new AbortController(), new AbortController()];
  setMaxListeners(0, stopping.signal, closing.signal); // each process listens
  const stop = () => stopping.abort();
  signal.addEventListener("abort", stop);
  const notes: string[] = [];
  let looked = false; // at what is read of a cell
  let broken: unknown;

  const worker = async (): Promise<void> => {
    const slot = new Slot(() => work.startProcess(closing.signal));
    for (let cell = queue.shift(); cell && !stopping.signal.aborted; cell = queue.shift()) {
      const giveBack = claim(folder, cell);
      // Another study's process works on it, or somebody who has typed `floe resume`: it comes again until that one is done.
      if (!giveBack || runHolder(folder, cell) !== undefined) {
        giveBack?.();
        queue.push(cell);
        await setTimeout(millisecondsBetweenLooks, undefined, { signal: stopping.signal }).catch(() => {});
        continue;
      }
      try {
        const asked = cell;
        const end = await slot.attempt({
          ...{ cell, runs, jobs, place: cellFolder(folder, cell), trust: work.trust, signal: stopping.signal },
          tell(share) {
            tally.tell(asked, share);
            news.emit("told");
          },
        });
        if (end.code === exits.done) {
          forgetFailure(folder, cell);
          if (end.diverged) notes.push(...tally.noteOf(cell, end.said, "diverged"));
          else if (!looked) {
            looked = true;
            notes.push(...(await lostReads(work, cell)));
          }
        } else if (end.code !== exits.interrupted) {
          noteFailure(folder, cell, end.said);
          tally.failed.set(cell.name, end.said);
          notes.push(...tally.noteOf(cell, end.said));
          if (tally.failed.size >= maxFailures) stop();
        }
        if (end.code !== exits.interrupted) tally.end(cell);
      } finally {
        giveBack();
        news.emit("told");
      }
    }
    slot.close();
  };

  let ended = false;
  const all = Promise.all(
    Array.from({ length: Math.min(jobs, queue.length) }, () =>
      worker().catch((error: unknown) => {
        broken ??= error;
        stop();
      }),
    ),
  ).finally(() => {
    ended = true;
    news.emit("told");
  });
  let recorded = Number.NEGATIVE_INFINITY;
  try {
    while (!ended) {
      await once(news, "told");
      const at = tally.at();
      yield at;
      for (const note of notes.splice(0)) yield { ...at, note };
      if (performance.now() - recorded < millisecondsBetweenRecords) continue;
      await record(work, tally);
      recorded = performance.now();
    }
    await all;
    await record(work, tally);
  } finally {
    signal.removeEventListener("abort", stop);
    closing.abort();
  }
  if (broken !== undefined) throw broken;
  if (signal.aborted) throw new InterruptedError("interrupted");
  if (stopping.signal.aborted) throw tally.tooMany(maxFailures);
  return undefined;
}
