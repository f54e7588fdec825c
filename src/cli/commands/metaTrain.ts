/** `floe meta train METHOD` */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { assembleTraining } from "../../../meta/compare/assemble.js";
import type { MetaConfig } from "../../../meta/config.js";
import { familyOfRun } from "../../../meta/ownFamily.js";
import type { FamilyFile, MeanError, MetaResult } from "../../../meta/records.js";
import { writeMetaReport } from "../../../meta/report/index.js";
import { level } from "../../../meta/report/numbers.js";
import { trainMetaModel } from "../../../meta/run.js";
import { type MetaTrainingInput, resolveTraining, settingCalled } from "../../../meta/setup.js";
import { checkMetaFits } from "../../../meta/size.js";
import { createMetaFolder, metaFiles, openMetaStore } from "../../../meta/store.js";
import { decimalOf } from "../../basics/decimal.js";
import { InputError } from "../../basics/errors.js";
import { writeAtomically } from "../../basics/files.js";
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
  const method = call.args[0] as string;
  const { own, familyFile } = await familyFor(call, given);
  const training = resolveTraining(trainingInput(method, given), own);
  const { name: backend } = await startBackend((given.options.backend ?? "auto") as BackendChoice);
  checkMetaFits(training, own);
  const config: MetaConfig = { kind: "meta", training, ...(familyFile ? { familyFile } : {}), backend, versions: versions() };
  const folder = given.out ?? freshFolder(`meta-${method}`);
  createMetaFolder(folder, config, given.force);
  announce(runningBackend(), call.io, given.quiet);
  await runTraining(folder, config, call.io, given);
}

/** A method's numbers are no options of their own: --lambda 0.1 is --set penalty=0.1. */
export function hint(option: string, [method = "", ...words]: readonly string[]): string | undefined {
  const [typed = "", given] = option.replace(/^--?/, "").split("=");
  const name = settingCalled(typed, method);
  if (name === undefined) return undefined;
  const next = words[words.indexOf(option) + 1];
  const value = given ?? (next === undefined || next.startsWith("--") ? "VALUE" : next);
  return `It is a setting of the method: --set ${name}=${value}`;
}

/** The library's options for what was typed. */
export function trainingInput(method: string, { options }: Pick<Given, "options">): MetaTrainingInput {
  const { family, shots: support, queries: query, tasks, rate, steps, hidden, criticRate, seed, set } = options;
  const settings = Object.fromEntries(
    Object.entries((set ?? {}) as Record<string, string>).map(([name, text]) => [name, numberOf(name, text)]),
  );
  return { method, family, support, query, tasks, rate, steps, hidden, criticRate, seed, settings } as MetaTrainingInput;
}

function numberOf(name: string, text: string): number {
  const value = decimalOf(String(text));
  if (Number.isFinite(value)) return value;
  throw new InputError(`--set ${name} must be a number, got "${text}"`);
}

/** To the end or until Ctrl-C: shared by `meta train` and `resume`. @throws InterruptedError with the line that goes on */
export async function runTraining(
  folder: string,
  { training, familyFile }: MetaConfig,
  io: Io,
  shown: Pick<Given, "json" | "quiet">,
): Promise<void> {
  const own = await familyOfRun(familyFile);
  const unlock = lockRun(folder);
  beginWork(folder, familyFile?.file);
  const options = { store: openMetaStore(folder), ...(own ? { family: own } : {}) };
  const { result } = await interruptible((signal) => follow(trainMetaModel(training, { ...options, signal }), io, shown.quiet))
    .catch((error: unknown) => {
      throw stopped(error, resumeLine(folder, familyFile?.file));
    })
    .finally(unlock);
  await showTraining(folder, result, io, shown, familyFile);
}

export async function showTraining(
  folder: string,
  result: MetaResult,
  io: Io,
  { json, quiet }: Pick<Given, "json" | "quiet">,
  familyFile: FamilyFile | undefined,
): Promise<void> {
  const report = join(folder, metaFiles.report);
  // Here, because a run that was killed behind its result has none yet, and resuming it comes by here.
  if (!existsSync(report)) {
    const own = await familyOfRun(familyFile);
    writeAtomically(report, prettyJson(assembleTraining(folder, result.training, own)));
  }
  const { page } = await writeMetaReport(folder);
  await print(
    io.stdout,
    json
      ? prettyJson(result)
      : `${summary(result)}\nreport   ${page}\nmodel    ${join(folder, metaFiles.model)}\nrun      ${folder}\n`,
  );
  for (const warning of quiet ? [] : result.warnings) io.stderr.write(`warning: ${warning}\n`);
}

const divergedOf = ({ diverged = 0 }: MeanError): string => (diverged > 0 ? `${counted(diverged, "task")} diverged` : "");

function summary({ training, errors, bySupport, levels, tasks, points, seconds, parameters }: MetaResult): string {
  const { method, family, support, steps } = training;
  const after = (count: number) => (errors.length === 1 ? "in one pass" : `after ${counted(count, "step")}`);
  return [
    `${method} on ${family}: mean squared error on ${counted(tasks, "held-out task")}, ${counted(support, "support point")}, ${counted(points, "query point")} each`,
    table(
      errors.map(({ steps: count, ...error }) => ["  ", after(count), withError(error.value, error.se), divergedOf(error)]),
    ).trimEnd(),
    "by number of support points",
    table(
      bySupport.map(({ support: count, ...error }) => ["  ", String(count), withError(error.value, error.se), divergedOf(error)]),
    ).trimEnd(),
    `exact levels: 0 everywhere ${level(levels.zero)}, the best that does not adapt ${level(levels.mean)}, least squares in the true basis ${level(levels.oracle)}`,
    `${parameters} parameters, ${steps} steps in ${seconds.toFixed(1)} s`,
  ].join("\n");
}
