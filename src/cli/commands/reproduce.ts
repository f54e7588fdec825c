/** `floe reproduce TABLE`, and `floe reproduce --quick` for all of them */
import { join } from "node:path";
import { check } from "../../basics/errors.js";
import { pick } from "../../basics/names.js";
import { prettyJson } from "../../records/json.js";
import { overallWords, type TableOutcome, writeOverall } from "../../studies/reproduce/overall.js";
import { nameOfForm } from "../../studies/reproduce/plan.js";
import { paperTables } from "../../studies/reproduce/tables/index.js";
import type { Form, PaperTable } from "../../studies/reproduce/types.js";
import { comparisonWords } from "../../studies/reproduce/words.js";
import { statusOf } from "../../studies/status.js";
import type { Plan } from "../../studies/types.js";
import type { Call, Command, Implementation } from "../command.js";
import type { Given } from "../given.js";
import { print, printAbove, quoted } from "../io.js";
import { readOptions } from "../readOptions.js";
import { tellFailures } from "../study/carryOut.js";
import { engineOf, typedAgain } from "../study/engine.js";
import { listCells } from "../study/list.js";
import { type AskedTable, carriedOut, onlyOf, planned, shown } from "../study/paperTable.js";
import { runsOf } from "../study/runs.js";

/** @param commands those that may begin runs */
export const reproduce = (commands: readonly Command[]): Implementation => ({
  async run(call) {
    const [typed] = call.args;
    const given = await readOptions(call);
    const form: Form = call.typed.quick === true ? "quick" : "full";
    if (typed !== undefined) return one(pick<PaperTable>(paperTables, typed, "table"), form, given, commands, call);
    return form === "quick" ? all(given, commands, call) : listTables(call, given.json);
  },
});

async function one(table: PaperTable, form: Form, given: Given, commands: readonly Command[], call: Call): Promise<void> {
  const { out, json } = given;
  const words = ["floe reproduce", table.name, ...(form === "quick" ? ["--quick"] : [])];
  const asked = askedFor(table, form, out ?? usualPlace(table, form), given, commands, words, call.typed.trust === true);
  const { runs, folder, options } = asked;
  const before = await planned(asked);
  if (options.dryRun) return listCells(before.cells, before.plan, folder, runs, call, json);
  const { plan, cells, said } = await carriedOut(asked, before, call);
  if (said !== undefined) return print(call.io.stdout, `${said}\n`);
  try {
    if (onlyOf(options).cell === undefined) await show(asked, plan, call, json);
  } finally {
    await tellFailures(folder, cells, plan, runs); // why nothing can be shown, too
  }
}

async function show(asked: AskedTable, plan: Plan, call: Call, json: boolean | undefined): Promise<void> {
  const { comparison, page } = await shown(asked, plan);
  const places = `report   ${page}\nstudy    ${asked.folder}\n`;
  await print(call.io.stdout, json ? prettyJson(comparison) : `${comparisonWords(comparison)}\n${places}`);
  for (const warning of comparison.warnings) call.io.stderr.write(`warning: ${warning}\n`);
}

/** Table by table in the short form: each in the folder that it has alone, or in one within `--out`; and a page of all. */
async function all(given: Given, commands: readonly Command[], call: Call): Promise<void> {
  const { out, json, quiet, options } = given;
  check(
    options.only === undefined && options.dryRun === undefined,
    "--only and --dry-run are about the cells of one table: name it, e.g. floe reproduce staircase --quick --dry-run",
  );
  const form = "quick";
  const outcomes: TableOutcome[] = [];
  const began = performance.now();
  for (const table of Object.values<PaperTable>(paperTables)) {
    const folder = out === undefined ? usualPlace(table, form) : join(out, table.name);
    const asked = askedFor(table, form, folder, given, commands, ["floe reproduce --quick"], call.typed.trust === true);
    const begun = performance.now();
    const { plan, said } = await carriedOut(asked, await planned(asked), call);
    if (said !== undefined) {
      await print(call.io.stdout, `${said}\n`);
      continue;
    }
    const { comparison, page } = await shown(asked, plan);
    const { failed } = await statusOf(folder, plan, asked.runs);
    const clock = (performance.now() - begun) / 1000;
    outcomes.push({ comparison, page, clock, failed: failed.map(({ cell, reason }) => `${cell}: ${reason}`) });
    if (!quiet) printAbove(call.io.stderr, `${table.name}: ${comparison.cells.done} of ${comparison.cells.all} runs, ${page}`);
  }
  if (outcomes.length === 0) return;
  const overall = { outcomes, clock: (performance.now() - began) / 1000 };
  const page = writeOverall(out ?? join("runs", "reproduce-quick"), overall);
  await print(call.io.stdout, json ? prettyJson(overall) : `${overallWords(overall)}\nreport   ${page}\n`);
  const failed = outcomes.flatMap((one) => one.failed);
  check(failed.length === 0, `${failed.length} cells failed, e.g. ${failed[0]}; the same command tries them again`);
}

const usualPlace = (table: PaperTable, form: Form): string => join("runs", `reproduce-${nameOfForm(table, form)}`);

function askedFor(
  table: PaperTable,
  form: Form,
  folder: string,
  { out, quiet, options }: Given,
  commands: readonly Command[],
  words: readonly string[],
  trust: boolean,
): AskedTable {
  const [what, how] = [words.join(" "), typedAgain(options)];
  const place = out === undefined ? [] : ["--out", quoted(out)];
  const goOn = [what, ...place, ...how, ...(trust ? ["--trust"] : [])].join(" ");
  return {
    ...{ table, form, folder, runs: runsOf(commands), engine: engineOf(options), options, quiet, goOn },
    again: [what, ...how].join(" "),
  };
}

async function listTables({ io }: Call, json: boolean): Promise<void> {
  const known = Object.values<PaperTable>(paperTables);
  const told = known.map(({ name, summary, reference, takes }) => ({ name, what: summary, source: reference, takes }));
  const words = told.map(
    ({ name, what, source, takes }) => `${name}\n  ${what}\n  ${source}\n  takes ${takes.full}; --quick ${takes.quick}\n`,
  );
  const end = "\nAll of them in the short form: floe reproduce --quick\n";
  await print(io.stdout, json ? prettyJson(told) : `${words.join("\n")}${end}`);
}
