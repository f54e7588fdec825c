/** Processes of this machine: several cells at once, each process one cell after the other. */
import { EventEmitter, once, setMaxListeners } from "node:events";
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { firstLineOf, InputError, InterruptedError, messageOf } from "../../basics/errors.js";
import { ProcessEnded } from "../../basics/processes/ask.js";
import { counted } from "../../basics/text.js";
import type { Progress } from "../../contracts/values.js";
import { configFile } from "../../records/folder.js";
import { cellFolder, claim, forgetFailure, noteFailure, runHolder, stateOf } from "../folder.js";
import { keepStatus, type Pace, statusOf } from "../status.js";
import type { Cell } from "../types.js";
import type { CellEnd, CellProcess, Engine, EngineWork } from "./engine.js";

/** A process that has worked so long is replaced: beginning anew costs a second, and nothing that cells leave behind in it piles up. */
const millisecondsOfProcess = 60_000;
const millisecondsBetweenLooks = 500;
const millisecondsBetweenRecords = 1000;

export const local: Engine = {
  name: "local",
  summary: "processes of this machine, as many as --jobs says",
  use: "the default: a few hundred cells, or as many as there is patience for",
  carryOut,
};

/** How far this process is with the cells that it was asked for. */
class Tally {
  readonly shares = new Map<Cell, number>();
  /** Reasons by the cells' names. */
  readonly failed = new Map<string, string>();
  private readonly began = performance.now();
  private endedHere = 0;

  constructor(readonly total: number) {}

  end(cell: Cell): void {
    this.shares.set(cell, 1);
    this.endedHere++;
  }

  /** Failed ones too, as far as they go. */
  get ended(): number {
    return [...this.shares.values()].filter((share) => share === 1).length;
  }

  /** These need not be looked at again. */
  get doneNames(): ReadonlySet<string> {
    const names = [...this.shares].flatMap(([{ name }, share]) => (share === 1 && !this.failed.has(name) ? [name] : []));
    return new Set(names);
  }

  get fraction(): number {
    return [...this.shares.values()].reduce((sum, share) => sum + share, 0) / this.total;
  }

  /** @param before share that was done when this process began */
  pace(before: number): Pace {
    const minutes = (performance.now() - this.began) / 60_000;
    const moved = this.fraction - before;
    return {
      cellsAMinute: this.endedHere / minutes,
      ...(this.endedHere > 0 && moved > 0 ? { secondsLeft: (60 * minutes * (1 - this.fraction)) / moved } : {}),
    };
  }
}

async function* carryOut(work: EngineWork): AsyncGenerator<Progress, undefined> {
  const { folder, plan, cells, runs, jobs, maxFailures, signal } = work;
  const tally = new Tally(cells.length);
  const queue: Cell[] = [];
  for (const cell of cells) {
    const { kind } = await stateOf(folder, cell, runs);
    if (kind === "done") tally.shares.set(cell, 1);
    else queue.push(cell);
  }
  if (queue.length === 0) return undefined;
  const before = tally.fraction;
  const news = new EventEmitter();
  const [stopping, closing] = [new AbortController(), new AbortController()];
  setMaxListeners(0, stopping.signal, closing.signal); // each process listens
  const stop = () => stopping.abort();
  signal.addEventListener("abort", stop);
  const notes: string[] = [];
  let broken: unknown;

  const worker = async (): Promise<void> => {
    let helper: { readonly process: CellProcess; readonly since: number } | undefined;
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
        if (helper && performance.now() - helper.since > millisecondsOfProcess) helper = void helper.process.close();
        helper ??= { process: work.startProcess(closing.signal), since: performance.now() };
        const end = await attempt(work, cell, helper.process, stopping.signal, (share) => {
          tally.shares.set(cell as Cell, Math.min(share, 0.999));
          news.emit("told");
        });
        if (end.code === 0) forgetFailure(folder, cell);
        else if (end.code !== interrupted) {
          if (end.code !== wrongInput) helper = void helper.process.close();
          noteFailure(folder, cell, end.said);
          tally.failed.set(cell.name, end.said);
          notes.push(`${cell.name} failed: ${end.said}`);
          if (tally.failed.size >= maxFailures) stop();
        }
        if (end.code !== interrupted) tally.end(cell);
      } finally {
        giveBack();
        news.emit("told");
      }
    }
    helper?.process.close();
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
  const record = async () =>
    keepStatus(folder, await statusOf(folder, plan, runs, { pace: tally.pace(before), done: tally.doneNames }));
  let recorded = Number.NEGATIVE_INFINITY;
  try {
    while (!ended) {
      await once(news, "told");
      const at = { phase: phaseOf(tally), fraction: tally.fraction };
      yield at;
      for (const note of notes.splice(0)) yield { ...at, note };
      if (performance.now() - recorded < millisecondsBetweenRecords) continue;
      await record();
      recorded = performance.now();
    }
    await all;
    await record();
  } finally {
    signal.removeEventListener("abort", stop);
    closing.abort();
  }
  if (broken !== undefined) throw broken;
  if (signal.aborted) throw new InterruptedError("interrupted");
  if (stopping.signal.aborted)
    throw new InputError(
      `stopped after ${counted(tally.failed.size, "failure")} (--max-failures ${maxFailures}); what was running is saved. ${[...tally.failed].at(-1)?.join(": ")}`,
    );
  return undefined;
}

const interrupted = 130;
/** Was said in good order: the process is as good as before. */
const wrongInput = 2;

function phaseOf(tally: Tally): string {
  const failures = tally.failed.size > 0 ? `, ${tally.failed.size} failed` : "";
  return `${tally.ended} of ${tally.total} cells${failures}`;
}

async function attempt(
  { folder, runs, trust, jobs }: EngineWork,
  cell: Cell,
  process: CellProcess,
  signal: AbortSignal,
  tell: (share: number) => void,
): Promise<CellEnd> {
  const place = cellFolder(folder, cell);
  if (await runs.finished(place).catch(() => undefined)) return { code: 0, said: "" };
  const how = { trust, processes: Math.max(1, Math.floor(availableParallelism() / jobs)) };
  const words = existsSync(join(place, configFile)) ? runs.goOn(place, how) : runs.begin(cell, place, how);
  const steps = process.run(words, signal);
  try {
    for (let next = await steps.next(); ; next = await steps.next()) {
      if (next.done) return next.value;
      tell(next.value);
    }
  } catch (error) {
    const ended = error instanceof ProcessEnded;
    return { code: 1, said: ended ? `its process ended (${messageOf(error)}): killed, or out of memory` : firstLineOf(error) };
  }
}
