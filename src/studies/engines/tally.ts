/** How far an engine is with the cells that it was asked for. */
import { InputError } from "../../basics/errors.js";
import { counted } from "../../basics/text.js";
import type { Progress } from "../../contracts/values.js";
import { stateOf } from "../folder.js";
import { keepStatus, type Pace, statusOf } from "../status.js";
import type { Cell } from "../types.js";
import type { EngineWork } from "./engine.js";

/** From so large a share on the pace tells something, be no cell done yet. */
const leastMoved = 0.01;

/** Done as far as its own share goes: the last thousandth is the word that it has ended. */
const mostBeforeEnd = 0.999;

export class Tally {
  /** Reasons by the cells' names. */
  readonly failed = new Map<string, string>();
  /** Names of cells that were seen to be done: they need not be looked at again. */
  readonly done = new Set<string>();
  private readonly shares = new Map<Cell, number>();
  private readonly began = performance.now();
  private readonly told = new Set<string>();
  private endedHere = 0;
  private before = 0;

  constructor(readonly total: number) {}

  /** Was done before. */
  found(cell: Cell): void {
    this.shares.set(cell, 1);
    this.before++;
  }

  tell(cell: Cell, share: number): void {
    this.shares.set(cell, Math.min(share, mostBeforeEnd));
  }

  end(cell: Cell): void {
    this.shares.set(cell, 1);
    this.endedHere++;
  }

  /** What is to be said of a failure, or of a divergence: each reason once, however many cells have it. */
  noteOf(cell: Cell, reason: string, what: "failed" | "diverged" = "failed"): string[] {
    if (this.told.has(reason)) return [];
    this.told.add(reason);
    return [`${cell.name} ${what}: ${reason}`];
  }

  /** Failed ones too, as far as they go. */
  get ended(): number {
    return this.before + this.endedHere;
  }

  get fraction(): number {
    return [...this.shares.values()].reduce((sum, share) => sum + share, 0) / this.total;
  }

  /** @param more what else is to be said of it */
  phase(more: readonly string[] = []): string {
    const failures = this.failed.size > 0 ? [`${this.failed.size} failed`] : [];
    return [`${this.ended} of ${this.total} cells`, ...failures, ...more].join(", ");
  }

  /** Where it is: the time left is the one that status.json has. */
  at(more?: readonly string[]): Progress {
    return { phase: this.phase(more), fraction: this.fraction, secondsLeft: this.pace().secondsLeft ?? null };
  }

  /** What is said when so many have failed that nothing more is begun. */
  tooMany(maxFailures: number): InputError {
    return new InputError(
      `stopped after ${counted(this.failed.size, "failure")} (--max-failures ${maxFailures}); what was running is saved. ${[...this.failed].at(-1)?.join(": ")}`,
    );
  }

  pace(): Pace {
    const minutes = Math.max(1, performance.now() - this.began) / 60_000;
    const moved = this.fraction - this.before / this.total;
    return {
      cellsAMinute: this.endedHere / minutes,
      ...(moved >= leastMoved || (this.endedHere > 0 && moved > 0)
        ? { secondsLeft: (60 * minutes * (1 - this.fraction)) / moved }
        : {}),
    };
  }
}

/** Cells that are not done; those that are count as found. */
export async function openCells(
  { folder, cells, runs }: Pick<EngineWork, "folder" | "cells" | "runs">,
  tally?: Tally,
): Promise<Cell[]> {
  const open: Cell[] = [];
  for (const cell of cells)
    if ((await stateOf(folder, cell, runs)).kind === "done") tally?.found(cell);
    else open.push(cell);
  return open;
}

/** Writes status.json anew. */
export async function record({ folder, plan, runs }: EngineWork, tally: Tally): Promise<void> {
  keepStatus(folder, await statusOf(folder, plan, runs, { pace: tally.pace(), done: tally.done }));
}
