/** The honest comparison: a search with the same budget for the methods that are searched, all rows from several seeds, one table. */

import { join } from "node:path";
import { InputError } from "../../src/basics/errors.js";
import { writeAtomically } from "../../src/basics/files.js";
import { version } from "../../src/basics/version.js";
import type { Progress } from "../../src/contracts/values.js";
import { prettyJson } from "../../src/records/json.js";
import { worstError, worstErrorOf } from "../evaluate.js";
import { familyOfRun } from "../ownFamily.js";
import type { MetaTraining } from "../records.js";
import { familyCalled } from "../setup.js";
import { readDivergence, readMetaResult } from "../store.js";
import type { TaskFamily, TrainedMethod } from "../types.js";
import { assemble, cellFolder, type TrainedRow } from "./assemble.js";
import { runCells } from "./cells.js";
import type { Cell } from "./messages.js";
import type { MetaCompareConfig, MetaComparison, SearchOutcome, Tried } from "./recordTypes.js";
import { cellName, combinations, type Found, planRows, searchedMethods, searchTrainings } from "./rows.js";

export interface CompareOptions {
  readonly processes: number;
  readonly signal?: AbortSignal;
  /** The family of `familyFile`, where it is loaded already. */
  readonly own?: TaskFamily;
}

/**
 * Runs what is left to do of a comparison in its folder, and writes result.json.
 * @throws InterruptedError after the signal, with every training saved; InputError when the file of a family of one's own has changed
 */
export async function* compareMethods(
  folder: string,
  { common, familyFile, searchSteps, seeds, seed, backend }: MetaCompareConfig,
  { processes, signal, own: loaded }: CompareOptions,
): AsyncGenerator<Progress, MetaComparison> {
  const own = loaded ?? (await familyOfRun(familyFile));
  const family = own && familyFile ? { own, file: familyFile.file } : undefined;
  const options = { processes, backend, ...(family ? { family } : {}), ...(signal ? { signal } : {}) };
  const cellOf = (training: MetaTraining, validationOnly: boolean): Cell => ({
    folder: cellFolder(folder, `${validationOnly ? "search_" : ""}${cellName(training)}`),
    training,
    validationOnly,
  });
  const searches = searchedMethods.map((method) =>
    searchTrainings(method, common, searchSteps, seed, own).map((one) => cellOf(one, true)),
  );
  // Shares of the progress bar by training steps, which are known before the search has decided what is trained.
  const planned = planRows(common, {}, seed, own).length * seeds * common.steps;
  const searching = searches.flat().length * searchSteps;
  const share = searching / (searching + planned);
  for await (const progress of runCells(searches.flat(), { ...options, phase: "search" }))
    yield { ...progress, fraction: share * progress.fraction };
  const worst = worstErrorOf(familyCalled(common.family, own));
  const found = searchedMethods.map((method, i) => outcomeOf(method, searches[i] as Cell[], searchSteps, worst));
  const chosen = Object.fromEntries(found.map((one) => [one.method, one.chosen]));
  const rows = planRows(common, chosen, seed, own).map((row): TrainedRow & { cells: Cell[] } => {
    const cells = Array.from({ length: seeds }, (_, s) => cellOf({ ...row.training, seed: seed + s }, false));
    return { ...row, cells, folders: cells.map((cell) => cell.folder) };
  });
  const unique = new Map(rows.flatMap(({ cells }) => cells).map((cell) => [cell.folder, cell]));
  for await (const progress of runCells([...unique.values()], { ...options, phase: "comparison" }))
    yield { ...progress, fraction: share + (1 - share) * progress.fraction };
  const [complete, diverged] = parted(rows);
  const result = assemble(complete, { search: found, diverged, backend, version }, own);
  writeAtomically(join(folder, "result.json"), prettyJson(result));
  return result;
}

/** Rows all of whose trainings came to an end, and the others. @throws InputError when there is none of the first */
export function parted(rows: readonly TrainedRow[]): [TrainedRow[], MetaComparison["diverged"]] {
  const told = rows.map((row) => {
    const messages = row.folders.map(readDivergence).filter((message) => message !== undefined);
    return { row, label: row.label, trainings: messages.length, message: messages[0] ?? "" };
  });
  const complete = told.filter(({ trainings }) => trainings === 0).map(({ row }) => row);
  if (complete.length === 0) throw new InputError(`trainings of all rows diverged: ${told[0]?.message}`);
  return [complete, told.filter(({ trainings }) => trainings > 0).map(({ row: _, ...rest }) => rest)];
}

/**
 * The combination with the smallest error on the validation tasks, which no test uses.
 * @param worst what an adaptation that diverged counts as, in the family's units
 */
export function outcomeOf(
  method: TrainedMethod,
  cells: readonly Cell[],
  steps: number,
  worst: number = worstError,
): SearchOutcome {
  const settings = combinations(method);
  const tried = cells.map(({ folder }, i) => ({
    settings: settings[i] as Found,
    validation: readMetaResult(folder)?.validation ?? null,
  }));
  const worth = ({ validation }: Tried) => validation ?? Number.POSITIVE_INFINITY;
  const best = tried.reduce((a, b) => (worth(b) < worth(a) ? b : a));
  if (!(worth(best) < worst * (1 - 1e-6))) throw new InputError(`${method.name}: every combination of the search diverged`);
  return { method: method.name, steps, tried, chosen: best.settings };
}
