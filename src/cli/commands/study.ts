/** `floe study FILE` */
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { check, InputError, InterruptedError } from "../../basics/errors.js";
import { pick } from "../../basics/names.js";
import { counted, enumerate } from "../../basics/text.js";
import { flagOf } from "../../options/table.js";
import { prettyJson } from "../../records/json.js";
import { type Engine, engineOptions } from "../../studies/engines/engine.js";
import { engines } from "../../studies/engines/index.js";
import { openStudy, stateOf } from "../../studies/folder.js";
import { selected } from "../../studies/plan.js";
import { statusOf } from "../../studies/status.js";
import type { Cell, Plan, Runs } from "../../studies/types.js";
import type { Call, Command, Implementation } from "../command.js";
import { interruptible } from "../interrupt.js";
import { print, quoted } from "../io.js";
import { follow } from "../progress.js";
import { readOptions } from "../readOptions.js";
import { allowPrograms, openTyped } from "../study/open.js";
import { startCellProcess } from "../study/process.js";
import { runsOf } from "../study/runs.js";
import { showResults } from "../study/show.js";
import { tellSupervisor } from "../supervision/channel.js";
import { trustFlag } from "../trust.js";

const usualFailures = 10;

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
    if (options.dryRun) return list(chosen, asked, folder, runs, call, json);
    const trust = await allowPrograms(typed, asked, call);
    const plan = typed === folder ? asked : openStudy(folder, asked);
    const cells = selected(plan, only);
    const goOn = [
      "floe study",
      quoted(typed),
      ...(out === undefined ? [] : ["--out", quoted(out)]),
      ...(options.queue === undefined ? [] : ["--queue", quoted(String(options.queue))]),
      ...(trust ? [trustFlag("any.js").trim()] : []),
    ].join(" ");
    tellSupervisor({ type: "begun", resume: goOn });
    const said = await interruptible((signal) =>
      follow(
        engine.carryOut({
          ...{ folder, plan, cells, runs, trust, signal, startProcess: startCellProcess },
          jobs: (options.jobs as number | undefined) ?? availableParallelism(),
          ...queueIn(options),
          maxFailures: (options.maxFailures as number | undefined) ?? usualFailures,
          program: `${quoted(process.execPath)} ${quoted(fileURLToPath(new URL("../main.js", import.meta.url)))}`,
        }),
        call.io,
        quiet,
      ),
    ).catch((error: unknown) => {
      throw error instanceof InterruptedError
        ? new InterruptedError(`interrupted; everything so far is saved. Go on with:\n  ${goOn}`)
        : error;
    });
    if (said !== undefined) return print(call.io.stdout, `${said}\n`);
    // A single cell is one of many that a script starts, and the results are asked for when all are there.
    if (only.cell === undefined) await showResults(folder, plan, runs, call, { json });
    await tellFailures(folder, cells, plan, runs);
  },
});

const queueIn = ({ queue }: Readonly<Record<string, unknown>>): { readonly queue?: string } =>
  queue === undefined ? {} : { queue: queue as string };

/** The one that was asked for, or that takes what only one takes. @throws InputError for options that say nothing to it */
function engineOf(options: Readonly<Record<string, unknown>>): Engine {
  const implied = Object.values<Engine>(engines).find(({ takes }) => options.queue !== undefined && takes.includes("queue"));
  const engine =
    options.engine === undefined && implied ? implied : pick<Engine>(engines, (options.engine ?? "local") as string, "engine");
  const idle = engineOptions.find((option) => options[option] !== undefined && !engine.takes.includes(option));
  check(
    idle === undefined,
    `${flagOf(idle ?? "")} says nothing to --engine ${engine.name}, which takes ${enumerate(engine.takes.map(flagOf)) || "none of the kind"}; leave it out`,
  );
  engine.check?.(queueIn(options));
  return engine;
}

async function list(cells: readonly Cell[], plan: Plan, folder: string, runs: Runs, call: Call, json: boolean): Promise<void> {
  const rows: { readonly cell: string; readonly state: string; readonly command: string }[] = [];
  for (const cell of cells) {
    const { kind } = await stateOf(folder, cell, runs);
    rows.push({ cell: cell.name, state: kind, command: `floe ${runs.words(cell).map(quoted).join(" ")}` });
  }
  const states = [...new Set(rows.map(({ state }) => state))].map(
    (kind) => `${rows.filter(({ state }) => state === kind).length} ${kind}`,
  );
  const words = rows.map(({ cell, command }) => `${cell}\n  ${command}\n`).join("");
  const part = cells.length < plan.cells.length ? ` of ${plan.cells.length}` : "";
  const total = `${counted(cells.length, "cell")}${part} (${states.join(", ")}), in ${folder}; nothing was run\n`;
  await print(call.io.stdout, json ? prettyJson(rows) : `${words}${total}`);
}

/** @throws InputError where cells failed: the program's exit code says so too */
async function tellFailures(folder: string, cells: readonly Cell[], plan: Plan, runs: Runs): Promise<void> {
  const { failed } = await statusOf(folder, { ...plan, cells }, runs);
  const [first] = failed;
  if (first)
    throw new InputError(
      `${failed.length} of ${counted(cells.length, "cell")} failed, e.g. ${first.cell}: ${first.reason}. All reasons: floe study status ${quoted(folder)}; the same command tries again`,
    );
}
