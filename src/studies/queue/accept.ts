/** Whether a worker may carry out what a queue says: whoever can write into the Redis has written it. */
import { hostname } from "node:os";
import { InputError } from "../../basics/errors.js";
import { counted, enumerate } from "../../basics/text.js";
import { checkCells } from "../checkCells.js";
import { hashByPlace, hashOf } from "../name.js";
import type { CellOptions, Runs } from "../types.js";
import type { Job } from "./names.js";

export interface Accepting {
  readonly runs: Runs;
  /** Whether programs may run that the queue names. */
  readonly trust: boolean;
  /** The user's programs that a cell names. */
  programs(cell: CellOptions): readonly string[];
}

/** @param at where relative paths begin @throws InputError that says why not */
export function accept({ cell }: Job, at: string, { runs, trust, programs }: Accepting): void {
  checkCells([cell], runs, "the queue");
  const named = programs(cell);
  if (named.length > 0 && !trust)
    throw new InputError(
      `the cell names ${counted(named.length, "program")}, ${enumerate(named)}, and a worker runs no program that a queue names: if all who reach the Redis may run programs here, start workers with --trust`,
    );
  if (!within(at, () => [hashOf(cell), hashByPlace(cell)]).includes(cell.hash))
    throw new InputError(
      `the files that the cell names are not on ${hostname()}, in ${at}, as they are where the study was begun: share its folder, or copy them`,
    );
}

/** Only what does not wait: nothing else of this process may find itself elsewhere. */
function within<T>(at: string, work: () => T): T {
  const here = process.cwd();
  process.chdir(at);
  try {
    return work();
  } finally {
    process.chdir(here);
  }
}
