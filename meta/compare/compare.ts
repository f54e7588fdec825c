/** The honest comparison: a search with the same budget for the methods that are searched, all rows from several seeds, one table. */

import { join } from "node:path";
import { InputError } from "../../src/basics/errors.js";
import { writeAtomically } from "../../src/basics/files.js";
import { asPart } from "../../src/basics/steps.js";
import { version } from "../../src/basics/version.js";
import type { CarryOutParts } from "../../src/contracts/runKind.js";
import type { Progress } from "../../src/contracts/values.js";
import { prettyJson } from "../../src/records/json.js";
import { worstError, worstErrorOf } from "../evaluate.js";
import { familyOfRun } from "../ownFamily.js";
import { familyCalled } from "../setup.js";
import { readDivergence, readMetaResult } from "../store.js";
import type { TaskFamily, TrainedMethod } from "../types.js";
import { assemble, type TrainedRow } from "./assemble.js";
import { oneByOne, stageOf } from "./parts.js";
import type { MetaCompareConfig, MetaComparison, SearchOutcome, Tried } from "./recordTypes.js";
import { combinations, type Found, planRows, searchedMethods, searchTrainings } from "./rows.js";

export interface CompareOptions {
  readonly signal?: AbortSignal;
  /** The family of `familyFile`, where it is loaded already. */
  readonly own?: TaskFamily;
  /** Who carries the trainings out; without it this process does, one after the other. */
  readonly parts?: CarryOutParts;
}

/**
 * Runs what is left to do of a comparison in its folder, and writes result.json.
 * @throws InterruptedError after the signal, with every training saved; InputError when the file of a family of one's own has changed
 */
export async function* compareMethods(
  folder: string,
  config: MetaCompareConfig,
  { parts = oneByOne, signal, own: loaded }: CompareOptions = {},
): AsyncGenerator<Progress, MetaComparison> {
  const { common, familyFile, searchSteps, seeds, seed } = config;
  const own = loaded ?? (await familyOfRun(familyFile));
  const searches = searchedMethods.map((method) => searchTrainings(method, common, searchSteps, seed, own));
  // Shares of the progress bar by training steps, which are known before the search has decided what is trained.
  const planned = planRows(common, {}, seed, own).length * seeds * common.steps;
  const searching = searches.flat().length * searchSteps;
  const share = searching / (searching + planned);
  const search = stageOf("search", searches.flat(), config);
  const tried = yield* asPart(parts(folder, search, signal), 0, share, `${search.name}, `);
  const worst = worstErrorOf(familyCalled(common.family, own));
  const first = (i: number) => searches.slice(0, i).flat().length;
  const found = searchedMethods.map((method, i) => outcomeOf(method, tried.slice(first(i), first(i + 1)), searchSteps, worst));
  const chosen = Object.fromEntries(found.map((one) => [one.method, one.chosen]));
  const planRow = planRows(common, chosen, seed, own);
  const trainings = planRow.flatMap(({ training }) => Array.from({ length: seeds }, (_, s) => ({ ...training, seed: seed + s })));
  const comparison = stageOf("comparison", trainings, config);
  const folders = yield* asPart(parts(folder, comparison, signal), share, 1, `${comparison.name}, `);
  const rows = planRow.map((row, i): TrainedRow => ({ ...row, folders: folders.slice(i * seeds, (i + 1) * seeds) }));
  const [complete, diverged] = parted(rows);
  const result = assemble(complete, { search: found, diverged, backend: config.backend, version }, own);
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
 * @param folders of the trainings, one a combination
 * @param worst what an adaptation that diverged counts as, in the family's units
 */
export function outcomeOf(
  method: TrainedMethod,
  folders: readonly string[],
  steps: number,
  worst: number = worstError,
): SearchOutcome {
  const settings = combinations(method);
  const tried = folders.map((folder, i) => ({
    settings: settings[i] as Found,
    validation: readMetaResult(folder)?.validation ?? null,
  }));
  const worth = ({ validation }: Tried) => validation ?? Number.POSITIVE_INFINITY;
  const best = tried.reduce((a, b) => (worth(b) < worth(a) ? b : a));
  if (!(worth(best) < worst * (1 - 1e-6))) throw new InputError(`${method.name}: every combination of the search diverged`);
  return { method: method.name, steps, tried, chosen: best.settings };
}
