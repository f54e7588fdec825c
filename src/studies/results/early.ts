/** What a first finished cell tells of a study before all others are computed. */
import { cellFolder } from "../folder.js";
import type { Cell, Plan, Runs } from "../types.js";
import { atPath, pathsOf, whyNot } from "./path.js";

interface Read {
  readonly folder: string;
  readonly plan: Plan;
  readonly runs: Runs;
}

/** Numbers that the study asks for and that are not in the cell's result, each with what is there. Another cell may have them. */
export async function lostReads({ folder, plan, runs }: Read, cell: Cell): Promise<string[]> {
  const asked = Object.entries(pathsOf(plan, cell) ?? {});
  const finished = asked.length > 0 ? await runs.finished(cellFolder(folder, cell)).catch(() => undefined) : undefined;
  if (!finished || finished.diverged !== undefined) return [];
  return asked
    .filter(([, path]) => atPath(finished.result, path) === undefined)
    .map(
      ([name, path]) =>
        `"read.${name}", ${path}: ${whyNot(finished.result, path)}. That is of ${cell.name}, the first that is done; once the file is corrected, the same line goes on with all that is there`,
    );
}
