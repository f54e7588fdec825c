/** Runs a design in its folder, to the end or until Ctrl-C, and shows what came out: shared by `design` and `resume`. */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { leadsToProgram } from "../../loading/importUserFile.js";
import type { DesignInput } from "../../options/check.js";
import { prettyJson } from "../../records/json.js";
import { lockRun } from "../../records/runLock.js";
import { type RunConfig, readConfig } from "../../records/store.js";
import type { About, DesignResult, PolicyResult, RunStore } from "../../records/types.js";
import { writeReport } from "../../report/index.js";
import { designExperiment, trainPolicy } from "../../runs/design.js";
import { interruptible } from "../interrupt.js";
import { type Io, print } from "../io.js";
import { follow } from "../progress.js";
import type { Given } from "../readOptions.js";
import { beginWork, resumeLine } from "./currentRun.js";
import { designLine, gainTable, stepTable } from "./showGain.js";
import { stopped } from "./stopped.js";

export type Shown = Pick<Given, "json" | "quiet" | "options">;

/** @throws InterruptedError with the line that goes on */
export async function runDesign(folder: string, config: RunConfig, store: RunStore, io: Io, shown: Shown): Promise<void> {
  const said = new Set<string>();
  const processes = (shown.options.processes as number | undefined) ?? availableParallelism();
  const input = { ...inputOf(config), processes };
  const work = (signal: AbortSignal): Promise<DesignResult | PolicyResult> =>
    config.kind === "policy"
      ? follow(trainPolicy(input, store, signal), io, shown.quiet, said).then(({ result }) => result)
      : follow(designExperiment(input, store, signal), io, shown.quiet, said);
  const unlock = lockRun(folder);
  const program = leadsToProgram(config.simulator) ? config.simulator : undefined;
  beginWork(folder, program);
  const result = await interruptible(work)
    .catch((error: unknown) => {
      throw stopped(error, resumeLine(folder, program));
    })
    .finally(unlock);
  await finish(folder, result, io, shown, said);
}

/** The report and the summary of a finished run. @param said warnings that were shown before */
export async function finish(
  folder: string,
  result: DesignResult | PolicyResult,
  io: Io,
  { json, quiet }: Pick<Shown, "json" | "quiet">,
  said = new Set<string>(),
): Promise<void> {
  // The numbers are worth more than the page.
  const report = await writeReport([folder]).catch((error: unknown) => ({ error }));
  const page = "page" in report ? `report   ${report.page}\n` : "";
  const policy = result.kind === "policy" ? `policy   ${join(folder, result.policyFile)}\n` : "";
  await print(
    io.stdout,
    json ? prettyJson(result) : `${summary(result, readConfig(folder).about.design)}\n${page}${policy}run      ${folder}\n`,
  );
  for (const warning of quiet ? [] : result.warnings) if (!said.has(warning)) io.stderr.write(`warning: ${warning}\n`);
  if ("error" in report) throw report.error;
}

function summary(result: DesignResult | PolicyResult, about: About["design"]): string {
  const { gain, baselines } = result;
  if (result.kind === "policy") {
    const steps = result.gainPerStep ? `\n${stepTable(result.gainPerStep)}` : "";
    return `${gainTable([{ name: "this policy", design: null, gain }, ...baselines])}${steps}`;
  }
  const { design } = result;
  return `${designLine(design, about)}\n${gainTable([{ name: "this design", design, gain }, ...baselines])}`;
}

/** A run's config is the library's options with every default filled in. */
export function inputOf(config: RunConfig): DesignInput {
  const { simulator, designs, settings, estimator, preset, seed, backend, training, evaluation } = config;
  const { policy, policyHidden, gainAfter } = config;
  const adaptive =
    policy === undefined ? {} : { policy, ...(policyHidden ? { policyHidden } : {}), ...(gainAfter ? { gainAfter } : {}) };
  const named = preset === undefined ? {} : { preset }; // the static design of a policy takes its own options from it
  return { simulator, designs, settings, estimator, ...named, seed, backend, training, evaluation, ...adaptive };
}
