/** A place for one cell at a time: a process that takes one after the other, and is replaced when it is old or has seen a cell fail badly. */
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { firstLineOf, messageOf } from "../../basics/errors.js";
import { ProcessEnded } from "../../basics/processes/ask.js";
import { configFile } from "../../records/folder.js";
import type { CellOptions, Runs } from "../types.js";
import type { CellEnd, CellProcess } from "./engine.js";

/** A process that has worked so long is replaced: beginning anew costs a second, and nothing that cells leave behind in it piles up. */
const millisecondsOfProcess = 60_000;

/** What a cell's process exits with, as far as engines tell it apart. */
export const exits = {
  done: 0,
  /** Was said in good order: the process is as good as before. */
  wrongInput: 2,
  interrupted: 130,
} as const;

export interface Attempt {
  readonly cell: CellOptions;
  /** Of its run. */
  readonly place: string;
  readonly runs: Runs;
  /** Whether programs may run that records name. */
  readonly trust: boolean;
  /** How many slots share this machine. */
  readonly jobs: number;
  readonly signal: AbortSignal;
  tell(share: number): void;
  /** Where relative paths in options begin; without it, where this process is. */
  readonly at?: string;
}

export class Slot {
  private helper: { readonly process: CellProcess; readonly since: number; readonly at: string | undefined } | undefined;

  /** @param start begins a process in a folder, or in this one's */
  constructor(private readonly start: (at?: string) => CellProcess) {}

  /** Brings a cell to its end, from where it was stopped. Nothing is begun for one that is done. */
  async attempt(asked: Attempt): Promise<CellEnd> {
    if (await asked.runs.finished(asked.place).catch(() => undefined)) return { code: exits.done, said: "" };
    const old = this.helper && (performance.now() - this.helper.since > millisecondsOfProcess || this.helper.at !== asked.at);
    if (old) this.close();
    this.helper ??= { process: this.start(asked.at), since: performance.now(), at: asked.at };
    const end = await carriedOut(this.helper.process, asked);
    // A run that diverged has ended as it always would.
    if (end.code === exits.wrongInput && (await asked.runs.finished(asked.place).catch(() => undefined)))
      return { ...end, code: exits.done, diverged: true };
    if (!Object.values<number>(exits).includes(end.code)) this.close();
    return end;
  }

  close(): void {
    this.helper?.process.close();
    this.helper = undefined;
  }
}

async function carriedOut(process: CellProcess, { cell, place, runs, trust, jobs, signal, tell }: Attempt): Promise<CellEnd> {
  const how = { trust, processes: Math.max(1, Math.floor(availableParallelism() / jobs)) };
  const words = existsSync(join(place, configFile)) ? runs.goOn(place, how) : runs.begin(cell, place, how);
  const steps = process.run({ cell, place, words }, signal);
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
