/** `floe study FILE` */
import { openStudy } from "../../studies/folder.js";
import { selected } from "../../studies/plan.js";
import type { Command, Implementation } from "../command.js";
import { print, quoted } from "../io.js";
import { readOptions } from "../readOptions.js";
import { carryOutCells, tellFailures } from "../study/carryOut.js";
import { engineOf, typedAgain } from "../study/engine.js";
import { listCells } from "../study/list.js";
import { allowPrograms, openTyped, refuseParts } from "../study/open.js";
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
    let trust = await allowPrograms(typed, asked, call);
    const goOn = [
      "floe study",
      quoted(typed),
      ...(out === undefined ? [] : ["--out", quoted(out)]),
      ...typedAgain(options),
      ...(trust ? [trustFlag("any.js").trim()] : []),
    ].join(" ");
    // A stage that is done may decide what the next one is made of: planned anew, there are more cells.
    let plan = typed === folder ? asked : openStudy(folder, asked);
    for (let known = 0; known < plan.cells.length; ) {
      known = plan.cells.length;
      const work = { folder, plan, cells: selected(plan, only), runs, trust, engine, options, goOn, quiet };
      const said = await carryOutCells(work, call);
      if (said !== undefined) return print(call.io.stdout, `${said}\n`);
      if (typed === folder || !plan.stages) continue;
      const next = (await openTyped(typed, runs, out)).plan;
      trust = (await allowPrograms(typed, next, call)) || trust;
      plan = openStudy(folder, next);
    }
    const cells = selected(plan, only);
    // A single cell is one of many that a script starts, and the results are asked for when all are there.
    if (only.cell === undefined) await showResults(folder, plan, runs, call, { json });
    await tellFailures(folder, cells, plan, runs);
  },
});
