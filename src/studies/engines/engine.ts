/** Who carries cells out: one engine a file, a line in ./index.ts. An engine knows folders and words, and no run. */
import type { Progress } from "../../contracts/values.js";
import type { Cell, CellOptions, Plan, Runs } from "../types.js";

/** What came of a cell that was begun. */
export interface CellEnd {
  /** As of a program: 0 done, 130 interrupted, anything else is a failure. */
  readonly code: number;
  /** What was said to it, one line. */
  readonly said: string;
  /** It is done, and `said` is why it has no result. */
  readonly diverged?: true;
}

export interface CellAsked {
  readonly cell: CellOptions;
  /** Of its run. */
  readonly place: string;
  /** What a person would type behind `floe` to begin it there, or to go on with it. */
  readonly words: readonly string[];
}

/** Carries out one cell after the other. */
export interface CellProcess {
  /** @returns how it ended; tells the share that is done @throws ProcessEnded */
  run(asked: CellAsked, signal: AbortSignal): AsyncGenerator<number, CellEnd>;
  close(): void;
}

export interface EngineWork {
  readonly folder: string;
  readonly plan: Plan;
  /** Those that were asked for, in their order. */
  readonly cells: readonly Cell[];
  readonly runs: Runs;
  readonly jobs: number;
  readonly maxFailures: number;
  /** The address of a Redis. */
  readonly queue?: string;
  /** Whether programs of the user's may run that records name. */
  readonly trust: boolean;
  readonly signal: AbortSignal;
  /** @param closing ends the process at once @param at where relative paths begin, unless that is here */
  startProcess(closing: AbortSignal, at?: string): CellProcess;
  /** What starts this program in a shell. */
  readonly program: string;
  /** The line that is typed once cells are done that others carry out, unless it asks for the study's results. */
  readonly next?: string;
}

export const engineOptions = ["jobs", "maxFailures", "queue"] as const;
export type EngineOption = (typeof engineOptions)[number];

export interface Engine {
  readonly name: string;
  readonly summary: string;
  readonly use: string;
  /** What it takes of the options that not all engines take. */
  readonly takes: readonly EngineOption[];
  /** Before anything is made. @throws InputError for options that cannot be */
  check?(options: Pick<EngineWork, "queue">): void;
  /**
   * @returns what to say at the end, where there is more to say than what the cells' folders tell
   * @throws InterruptedError after the signal, with everything saved
   */
  carryOut(work: EngineWork): AsyncGenerator<Progress, string | undefined>;
}
