/** One table of a paper: its study carried out, and ours put beside the paper's. */
import { check } from "../../basics/errors.js";
import type { Engine } from "../../studies/engines/engine.js";
import { openStudy, withNames } from "../../studies/folder.js";
import { selected } from "../../studies/plan.js";
import { compared } from "../../studies/reproduce/compare.js";
import { planOfTable } from "../../studies/reproduce/plan.js";
import { writeComparison } from "../../studies/reproduce/report.js";
import type { Comparison, Form, PaperTable } from "../../studies/reproduce/types.js";
import { collect, keepResults } from "../../studies/results/collect.js";
import type { Cell, Plan, Runs } from "../../studies/types.js";
import type { Call } from "../command.js";
import type { Given } from "../given.js";
import { quoted } from "../io.js";
import { carryOutStages } from "./carryOut.js";
import { allowPrograms } from "./programs.js";

export interface AskedTable {
  readonly table: PaperTable;
  readonly form: Form;
  readonly folder: string;
  readonly runs: Runs;
  readonly engine: Engine;
  readonly options: Given["options"];
  readonly quiet: boolean;
  /** The line that goes on with it. */
  readonly goOn: string;
  /** The one that does it again, anywhere. */
  readonly again: string;
}

export interface PlannedTable {
  readonly plan: Plan;
  /** Those that `--only` names. */
  readonly cells: readonly Cell[];
}

/** With the names of what is there; nothing is made. @throws InputError for an --only that names nothing */
export async function planned({ table, form, folder, runs, options }: AskedTable): Promise<PlannedTable> {
  const plan = withNames(folder, await planOfTable(table, form, runs, folder));
  return { plan, cells: selected(plan, onlyOf(options)) };
}

export const onlyOf = (options: Given["options"]): Readonly<Record<string, string>> =>
  (options.only ?? {}) as Readonly<Record<string, string>>;

/** @returns the cells that were asked for, and what an engine has to say in the place of results */
export async function carriedOut(
  asked: AskedTable,
  { plan: before }: PlannedTable,
  call: Call,
): Promise<PlannedTable & { readonly said?: string }> {
  const { table, form, folder, runs, engine, options, goOn, quiet } = asked;
  const cells = (plan: Plan) => selected(plan, onlyOf(options));
  const opened = async (next: Plan) => ({
    plan: openStudy(folder, next),
    trust: await allowPrograms(folder, cells(next), call),
  });
  const work = { folder, ...(await opened(before)), cells, runs, engine, options, goOn, quiet };
  const again = async () => opened(withNames(folder, await planOfTable(table, form, runs, folder)));
  const { plan, ...said } = await carryOutStages(work, again, call);
  return { plan, cells: cells(plan), ...said };
}

/** Ours beside the paper's, onto the disk too. @throws InputError where nothing is done yet */
export async function shown(
  { table, form, folder, runs, again }: AskedTable,
  plan: Plan,
): Promise<{ readonly comparison: Comparison; readonly page: string }> {
  const results = await collect(folder, plan, runs, table.benchmarks === undefined);
  check(results !== undefined, `no cell of ${folder} is done yet; floe study status ${quoted(folder)} tells how far it is`);
  keepResults(folder, results, plan);
  const comparison = compared(table, form, results, plan.cells);
  const { page } = await writeComparison(folder, comparison, again);
  return { comparison, page };
}
