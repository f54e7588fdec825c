/** A paper's table as a study's plan. */
import { checkStudy } from "../check.js";
import { planOf } from "../plan.js";
import { planStages } from "../staged.js";
import type { Plan, Runs } from "../types.js";
import type { Form, PaperTable } from "./types.js";

/** What the table's folder is called by. */
export const nameOfForm = ({ name }: PaperTable, form: Form): string => (form === "quick" ? `${name}-quick` : name);

/** Its options are checked as those of any study are. @param folder where there may be results, which later stages go by @throws InputError */
export function planOfTable(table: PaperTable, form: Form, runs: Runs, folder: string): Promise<Plan> {
  const where = `table "${table.name}"`;
  const study = checkStudy(table.study(form), where, nameOfForm(table, form));
  return study.stages ? planStages(study, folder, runs, where) : planOf(study, runs, where);
}
