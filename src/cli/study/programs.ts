/** What the cells of a study would run: programs that they name themselves, and those to which records lead. A study's folder may come from anybody. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../../basics/errors.js";
import type { OwnProgram } from "../../contracts/runKind.js";
import { fileHash, leadsToProgram } from "../../loading/importUserFile.js";
import { configFile } from "../../records/folder.js";
import { cellFolder } from "../../studies/folder.js";
import { vouches } from "../../studies/read.js";
import type { Cell, CellOptions } from "../../studies/types.js";
import type { Call } from "../command.js";
import { openRun } from "../kinds.js";
import { allowProgram } from "../trust.js";

/** Programs of the user's that cells name. */
export function programsOf(cells: readonly CellOptions[]): string[] {
  const names = cells.flatMap(({ subject, options: { rivals, family } }) => [
    ...(isRun(subject) ? [] : [subject]), // a run's own programs are in its record
    ...String(rivals ?? "").split(","),
    String(family ?? ""),
  ]);
  return [...new Set(names.map((name) => name.trim()).filter((name) => name !== "" && leadsToProgram(name)))];
}

/**
 * Asks before anything runs that neither the command line nor a program of the user's names: what the study names, what the runs lead to that
 * cells are about, and what the records of begun cells lead to and the cells do not.
 * @param from the file that names the cells; without it, what they name themselves may run
 * @returns whether programs may run @throws InputError when one may not
 */
export async function allowPrograms(folder: string, cells: readonly Cell[], call: Call, from?: string): Promise<boolean> {
  const named = programsOf(cells);
  if (from !== undefined && !vouches(from)) for (const program of named) await allowProgram(program, from, call);
  const allowed = new Set(named.flatMap((name) => [name, wholeOf(name)]));
  for (const cell of cells) {
    const own = cellFolder(folder, cell);
    for (const [place, isLeft] of [[cell.subject, undefined] as const, [own, isUnfinished] as const]) {
      const programs = (await programsIn(place)).filter((file) => !allowed.has(file));
      if (programs.length === 0 || (isLeft && !(await isLeft(place)))) continue;
      for (const file of programs) {
        await allowProgram(file, join(place, configFile), call);
        allowed.add(file);
      }
    }
  }
  return allowed.size > 0;
}

const isRun = (name: string): boolean => name !== "" && existsSync(join(name, configFile));

/** As records have it; what is not there is refused where it is needed. */
function wholeOf(name: string): string {
  try {
    return fileHash(name, "program").file;
  } catch (error) {
    if (error instanceof InputError) return name;
    throw error;
  }
}

/** Those that a run's record leads to; of a damaged record nothing runs. */
async function programsIn(place: string): Promise<string[]> {
  if (!isRun(place)) return [];
  const program = await opened(place, ({ kind, config }) => kind.program(config));
  return program ? all(program).filter(leadsToProgram) : [];
}

const all = ({ file, more = [] }: OwnProgram): string[] => [file, ...more.flatMap(all)];

async function isUnfinished(place: string): Promise<boolean> {
  return (
    (await opened(place, ({ kind, config }) => {
      const result = kind.readResult(place);
      return result === undefined || kind.left?.(place, config, result) !== undefined;
    })) === true
  );
}

/** undefined where a record is damaged, or contradicts itself: what would run it says so. */
async function opened<T>(place: string, read: (run: Awaited<ReturnType<typeof openRun>>) => T): Promise<T | undefined> {
  try {
    return read(await openRun(place));
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
