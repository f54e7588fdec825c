/** `floe meta compare` */
import { availableParallelism } from "node:os";
import { compareMethods, type MetaCompareConfig } from "../../../meta/compare/compare.js";
import { planComparison } from "../../../meta/compare/plan.js";
import type { MetaComparison } from "../../../meta/compare/recordTypes.js";
import { metaMethods } from "../../../meta/learners/index.js";
import { conclusions, divergences, leftOut } from "../../../meta/report/conclusions.js";
import { writeMetaReport } from "../../../meta/report/index.js";
import { level } from "../../../meta/report/numbers.js";
import { settingsOf } from "../../../meta/report/tables.js";
import { resolveTraining } from "../../../meta/setup.js";
import { checkMetaFits } from "../../../meta/size.js";
import { createMetaFolder } from "../../../meta/store.js";
import type { MetaMethod } from "../../../meta/types.js";
import { counted } from "../../basics/text.js";
import { versions } from "../../basics/version.js";
import type { BackendChoice } from "../../contracts/options.js";
import { runningBackend, startBackend } from "../../engine/backend.js";
import { prettyJson } from "../../records/json.js";
import { lockRun } from "../../records/runLock.js";
import type { Call } from "../command.js";
import { familyFor } from "../family.js";
import { interruptible } from "../interrupt.js";
import { type Io, print } from "../io.js";
import { follow } from "../progress.js";
import { type Given, readOptions } from "../readOptions.js";
import { beginWork, resumeLine } from "../running/currentRun.js";
import { freshFolder } from "../running/freshFolder.js";
import { announce } from "../running/prepare.js";
import { stopped } from "../running/stopped.js";
import { table, withError } from "../tables.js";

export async function run(call: Call): Promise<void> {
  const given = readOptions(call);
  const {
    family,
    shots: support,
    queries: query,
    tasks,
    hidden,
    steps,
    criticRate,
    seeds,
    searchSteps,
    seed,
    backend,
  } = given.options;
  const asked = { family, support, query, tasks, hidden, steps, criticRate, seeds, searchSteps, seed };
  const { own, familyFile } = await familyFor(call, given);
  const plan = planComparison(asked as Parameters<typeof planComparison>[0], given.quick, own);
  const { name } = await startBackend((backend ?? "auto") as BackendChoice);
  for (const { name: method, kind } of Object.values<MetaMethod>(metaMethods))
    if (kind === "trained") checkMetaFits(resolveTraining({ method, ...plan.common }, own), own);
  const file = familyFile ? { familyFile } : {};
  const config: MetaCompareConfig = { kind: "metaCompare", ...plan, ...file, backend: name, versions: versions() };
  const folder = given.out ?? freshFolder("meta-compare");
  createMetaFolder(folder, config, given.force);
  announce(runningBackend(), call.io, given.quiet);
  await runComparison(folder, config, call.io, given);
}

/** To the end or until Ctrl-C: shared by `meta compare` and `resume`. @throws InterruptedError with the line that goes on */
export async function runComparison(
  folder: string,
  config: MetaCompareConfig,
  io: Io,
  given: Pick<Given, "json" | "quiet" | "options">,
): Promise<void> {
  const processes = (given.options.processes as number | undefined) ?? availableParallelism();
  const unlock = lockRun(folder);
  beginWork(folder, config.familyFile?.file);
  const result = await interruptible((signal) => follow(compareMethods(folder, config, { processes, signal }), io, given.quiet))
    .catch((error: unknown) => {
      throw stopped(error, resumeLine(folder, config.familyFile?.file));
    })
    .finally(unlock);
  await showComparison(folder, result, io, given);
}

export async function showComparison(
  folder: string,
  result: MetaComparison,
  io: Io,
  { json }: Pick<Given, "json">,
): Promise<void> {
  const { page } = await writeMetaReport(folder);
  await print(io.stdout, json ? prettyJson(result) : `${summary(result)}\nreport   ${page}\nrun      ${folder}\n`);
}

export function summary(result: MetaComparison): string {
  const { rows, references, tasks, support, seeds, family } = result;
  const head = ["method", "error", "after", "seconds", "parameters", "found by the search"];
  const trained = rows.map((row) => [
    row.label,
    withError(row.best.value, row.best.se),
    row.stepwise ? counted(row.best.steps, "step") : "one pass",
    row.seconds.toFixed(1),
    String(row.parameters),
    row.tuned ? settingsOf(row) : "",
  ]);
  const levels = references.map(({ name, value, se, exact }) => [
    name,
    withError(value, se),
    exact === undefined ? "" : `exact ${level(exact)}`,
  ]);
  return [
    `${family}, ${counted(support, "support point")}: mean squared error on ${counted(tasks, "held-out task")}, ${counted(seeds, "training seed")}, ± one standard error`,
    table([head, ...trained, ...levels]),
    ...conclusions(result),
    ...divergences(result),
    ...leftOut(result),
  ].join("\n");
}
