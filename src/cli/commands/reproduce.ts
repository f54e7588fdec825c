/** `floe reproduce TABLE` */
import { join } from "node:path";
import { check } from "../../basics/errors.js";
import { pick } from "../../basics/names.js";
import { prettyJson } from "../../records/json.js";
import { openStudy, withNames } from "../../studies/folder.js";
import { selected } from "../../studies/plan.js";
import { compared } from "../../studies/reproduce/compare.js";
import { nameOfForm, planOfTable } from "../../studies/reproduce/plan.js";
import { writeComparison } from "../../studies/reproduce/report.js";
import { paperTables } from "../../studies/reproduce/tables/index.js";
import type { Form, PaperTable } from "../../studies/reproduce/types.js";
import { comparisonWords } from "../../studies/reproduce/words.js";
import { collect, keepResults } from "../../studies/results/collect.js";
import type { Plan, Runs } from "../../studies/types.js";
import type { Call, Command, Implementation } from "../command.js";
import { print, quoted } from "../io.js";
import { readOptions } from "../readOptions.js";
import { carryOutCells, tellFailures } from "../study/carryOut.js";
import { engineOf, typedAgain } from "../study/engine.js";
import { listCells } from "../study/list.js";
import { runsOf } from "../study/runs.js";

/** @param commands those that may begin runs */
export const reproduce = (commands: readonly Command[]): Implementation => ({
  async run(call) {
    const [typed] = call.args;
    const { out, json, quiet, options } = await readOptions(call);
    if (typed === undefined) return listTables(call, json);
    const engine = engineOf(options);
    const table = pick<PaperTable>(paperTables, typed, "table");
    const form: Form = call.typed.quick === true ? "quick" : "full";
    const runs = runsOf(commands);
    const folder = out ?? join("runs", `reproduce-${nameOfForm(table, form)}`);
    const asked = withNames(folder, await planOfTable(table, form, runs));
    const only = (options.only ?? {}) as Readonly<Record<string, string>>;
    const chosen = selected(asked, only); // refuses what is not there, before anything is made
    if (options.dryRun) return listCells(chosen, asked, folder, runs, call, json);
    const plan = openStudy(folder, asked);
    const cells = selected(plan, only);
    const words = ["floe reproduce", typed, ...(form === "quick" ? ["--quick"] : [])];
    const goOn = [...words, ...(out === undefined ? [] : ["--out", quoted(out)]), ...typedAgain(options)].join(" ");
    const said = await carryOutCells({ folder, plan, cells, runs, trust: false, engine, options, goOn, quiet }, call);
    if (said !== undefined) return print(call.io.stdout, `${said}\n`);
    if (only.cell === undefined) await show(table, form, { folder, plan }, runs, call, json);
    await tellFailures(folder, cells, plan, runs);
  },
});

async function show(
  table: PaperTable,
  form: Form,
  { folder, plan }: { readonly folder: string; readonly plan: Plan },
  runs: Runs,
  call: Call,
  json: boolean,
): Promise<void> {
  const results = await collect(folder, plan, runs);
  check(results !== undefined, `no cell of ${folder} is done yet; floe study status ${quoted(folder)} tells how far it is`);
  keepResults(folder, results, plan);
  const comparison = compared(table, form, results, plan.cells);
  const { page } = await writeComparison(folder, comparison);
  const places = `report   ${page}\nstudy    ${folder}\n`;
  await print(call.io.stdout, json ? prettyJson(comparison) : `${comparisonWords(comparison)}\n${places}`);
  for (const warning of comparison.warnings) call.io.stderr.write(`warning: ${warning}\n`);
}

async function listTables({ io }: Call, json: boolean): Promise<void> {
  const all = Object.values<PaperTable>(paperTables);
  const told = all.map(({ name, summary, reference, takes }) => ({ name, what: summary, source: reference, takes }));
  const words = told.map(
    ({ name, what, source, takes }) => `${name}\n  ${what}\n  ${source}\n  takes ${takes.full}; --quick ${takes.quick}\n`,
  );
  await print(io.stdout, json ? prettyJson(told) : words.join("\n"));
}
