/** `floe study FILE` */
import { join } from "node:path";
import { checkCells } from "../../studies/checkCells.js";
import { openStudy, studyFiles } from "../../studies/folder.js";
import { selected } from "../../studies/plan.js";
import type { Plan } from "../../studies/types.js";
import type { Command, Implementation } from "../command.js";
import { print, quoted } from "../io.js";
import { readOptions } from "../readOptions.js";
import { carryOutStages, tellFailures } from "../study/carryOut.js";
import { engineOf, typedAgain } from "../study/engine.js";
import { listCells } from "../study/list.js";
import { openTyped, refuseParts } from "../study/open.js";
import { allowPrograms } from "../study/programs.js";
import { runsOf } from "../study/runs.js";
import { showResults } from "../study/show.js";
import { trustFlag } from "../trust.js";

/** @param commands those that may begin runs */
export const study = (commands: readonly Command[]): Implementation => ({
  async run(call) {
    const [typed = ""] = call.args;
    const { out, json, quiet, options } = await readOptions(call);
    const engine = engineOf(options);
    const runs = runsOf(commands);
    const { plan: asked, folder } = await openTyped(typed, runs, out);
    const only = (options.only ?? {}) as Readonly<Record<string, string>>;
    const chosen = selected(asked, only); // refuses what is not there, before anything is made
    if (options.dryRun) return listCells(chosen, asked, folder, runs, call, json);
    if (only.cell === undefined) refuseParts(folder);
    if (typed === folder) checkCells(chosen, runs, join(folder, studyFiles.plan));
    const trust = await allowPrograms(folder, chosen, call, typed);
    const goOn = [
      "floe study",
      quoted(typed),
      ...(out === undefined ? [] : ["--out", quoted(out)]),
      ...typedAgain(options),
      ...(trust ? [trustFlag("any.js").trim()] : []),
    ].join(" ");
    const again = async () => {
      const next = (await openTyped(typed, runs, out)).plan;
      const mayRun = (await allowPrograms(folder, selected(next, only), call, typed)) || trust;
      return { plan: openStudy(folder, next), trust: mayRun };
    };
    const opened = typed === folder ? asked : openStudy(folder, asked);
    const cellsOf = (whole: Plan) => selected(whole, only);
    const work = { folder, plan: opened, cells: cellsOf, runs, trust, engine, options, goOn, quiet };
    const { plan, said } = await carryOutStages(work, typed === folder ? undefined : again, call);
    if (said !== undefined) return print(call.io.stdout, `${said}\n`);
    const cells = selected(plan, only);
    // A single cell is one of many that a script starts, and the results are asked for when all are there.
    try {
      if (only.cell === undefined) await showResults(folder, plan, runs, call, { json });
    } finally {
      await tellFailures(folder, cells, plan, runs); // why nothing can be shown, too
    }
  },
});
