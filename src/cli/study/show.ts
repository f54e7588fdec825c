/** What a study has found, onto the disk and into the terminal. */
import { join } from "node:path";
import { check } from "../../basics/errors.js";
import { prettyJson } from "../../records/json.js";
import { studyFiles } from "../../studies/folder.js";
import { writeStudyReport } from "../../studies/report/index.js";
import { collect, keepResults } from "../../studies/results/collect.js";
import { resultsWords } from "../../studies/results/words.js";
import { latestStage } from "../../studies/staged.js";
import type { Plan, Runs } from "../../studies/types.js";
import type { Call } from "../command.js";
import { print } from "../io.js";

/** @throws InputError where nothing is done yet */
export async function showResults(
  folder: string,
  whole: Plan,
  runs: Runs,
  call: Call,
  { json, out }: { readonly json: boolean; readonly out?: string },
): Promise<void> {
  const { plan, stage, next } = latestStage(whole);
  const results = await collect(folder, plan, runs);
  check(results !== undefined, `no cell of ${folder} is done yet; floe study status ${folder} tells how far it is`);
  keepResults(folder, results, plan);
  const { page } = await writeStudyReport(folder, results, out);
  const places = [
    ["results", join(folder, studyFiles.table)],
    ["report", page],
    ["study", folder],
  ].map(([word = "", place]) => `${word.padEnd(9)}${place}\n`);
  await print(call.io.stdout, json ? prettyJson(results) : `${resultsWords(results)}\n${places.join("")}`);
  if (next !== undefined)
    call.io.stderr.write(`these are results of the stage "${stage}"; "${next}" begins once all of its cells are done\n`);
  for (const warning of results.warnings) call.io.stderr.write(`warning: ${warning}\n`);
}
