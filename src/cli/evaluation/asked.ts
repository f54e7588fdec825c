/** What is to be evaluated: a run's design or policy, or a design of a simulator; the same in a process that helps. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fixed } from "../../../policies/fixed.js";
import { check } from "../../basics/errors.js";
import { counted } from "../../basics/text.js";
import type { Gain, NamedGain } from "../../contracts/gain.js";
import type { EvaluationOptions } from "../../contracts/options.js";
import type { Simulator } from "../../contracts/simulator.js";
import { type RunningBackend, startBackend } from "../../engine/backend.js";
import type { EvaluationTask } from "../../information/evaluation/task.js";
import { key, split } from "../../numbers/keys.js";
import { inPieces } from "../../numbers/measurements.js";
import { checkDesignOptions, type DesignOptions, type Versus } from "../../options/check.js";
import { evaluationDefaults } from "../../options/defaults.js";
import { designInput } from "../../options/input.js";
import { flagOf } from "../../options/table.js";
import { readConfig, readResult, runFiles } from "../../records/store.js";
import type { DesignResult, PolicyResult, RunConfig, TrainedPolicy } from "../../records/types.js";
import { keptOptions } from "../../runs/givenFile.js";
import { groupsIn } from "../../runs/groups.js";
import { checkEvaluation } from "../../runs/job.js";
import { sourceOf } from "../../runs/loadSimulator.js";
import { readPolicyFile, trainedIn } from "../../runs/policy/fromFile.js";
import { loadTrained } from "../../runs/policy/trainedPolicy.js";
import { scheduleIn } from "../../runs/schedule.js";
import { type Rival, rivalsOf, roundedDesign } from "../../runs/versus.js";
import type { Call } from "../command.js";
import type { Given } from "../given.js";
import { quoted } from "../io.js";
import { simulatorFor } from "../running/prepare.js";
import { allowRivals, allowSimulator } from "../trust.js";

export interface Task {
  readonly simulator: Simulator;
  /** By its name, or its file, unchanged since. */
  readonly source: { readonly simulator: string; readonly simulatorHash?: string };
  /** The design, or the trained policy that chooses one measurement after the other. */
  readonly subject: readonly number[] | TrainedPolicy;
  readonly options: EvaluationOptions;
  readonly seed: number;
  readonly backend: RunningBackend;
  /** What its run said of it, from other samples. */
  readonly before: readonly NamedGain[];
}

/** All that is evaluated by the same experiments: the subject, then the user's own designs. */
export interface Opened extends Task {
  readonly given: Given;
  readonly task: EvaluationTask;
  readonly rivals: readonly Rival[];
}

/** What was asked for, ready to be computed: the same in a process that helps. @param call that asks whether programs may run */
export async function open(name: string, given: Given, call: Call): Promise<Opened> {
  const asked = existsSync(join(name, runFiles.config)) ? await taskOfRun(name, given, call) : await taskOfDesign(name, given);
  const { simulator, subject, options, seed } = asked;
  checkEvaluation(simulator, options);
  const { evaluate } = split(key(seed), "evaluate"); // a name of its own: never the samples of the run's own evaluation
  const own = rivalsOf(simulator, (given.options.versus as Versus | undefined) ?? {});
  const rounded = given.options.versus !== undefined && isDesign(subject) ? roundedDesign(simulator.designs, subject) : undefined;
  const evaluated = isDesign(subject) ? { policy: fixed(subject), params: {} } : loadTrained(simulator, subject);
  const task = { simulator, options, key: evaluate, ...evaluated }; // one key: the same experiments for all
  return { ...asked, given, task, rivals: [...(rounded ? [rounded] : []), ...own] };
}

export const isDesign = (subject: Task["subject"]): subject is readonly number[] => Array.isArray(subject);

/** The design or policy of a finished run, or another design (--design) for its simulator and settings. */
async function taskOfRun(folder: string, given: Given, call: Call): Promise<Task> {
  const config = readConfig(folder);
  check(
    given.options.set === undefined,
    `--set cannot change the simulator of a run; name the simulator instead: floe evaluate ${config.simulator} --design ...`,
  );
  for (const name of ["rivals", "modelWeights"] as const)
    check(
      given.options[name] === undefined,
      `${flagOf(name)} cannot change the models of a run: name them instead, without the run`,
    );
  const subject = given.design ?? subjectOf(folder);
  const horizon = horizonOf(config, given);
  check(subject !== undefined, `${folder} is not finished, so it has no ${config.kind} yet: floe resume ${folder}`);
  const asked = asChecked(config.simulator, given);
  // A run's own design is of all of its groups.
  const lists = given.design ? (given.lists ?? 1) : (config.groups ?? 1);
  const what = given.design ? "the given design" : `the run's ${isDesign(subject) ? "design" : "policy"}`;
  await allowSimulator(config, join(folder, runFiles.config), call, {
    held: `what is evaluated here is ${what}, by the simulator of the run as it was then`,
    ...(isDesign(subject) ? { instead: onPurpose(config, subject, lists, folder) } : {}),
  });
  await allowRivals(config.rivals, join(folder, runFiles.config), call);
  const backend = await startBackend(given.options.backend === undefined ? config.backend : asked.backend);
  const { given: draws } = given.options;
  const kept =
    draws === undefined ? keptOptions(folder, config) : { ...keptOptions(folder, { ...config, given: undefined }), given: draws };
  // What is known beside a goal belongs to that goal.
  const { goal = config.goal, nuisance = given.options.goal === undefined ? config.nuisance : undefined } = given.options;
  const rivals = config.rivals?.map(({ simulator }) => simulator).join(",");
  const { modelWeights } = config;
  const about = Object.fromEntries(
    Object.entries({ goal, nuisance, rivals, modelWeights }).filter(([, value]) => value !== undefined),
  );
  for (const name of ["groups", "subjects"] as const)
    check(
      given.options[name] === undefined,
      `${flagOf(name)} cannot change the subjects of a run: name the simulator instead, floe evaluate ${config.simulator} --design ...`,
    );
  const own = {
    ...given,
    lists,
    options: { set: config.settings, ...about, ...kept, ...groupsIn(config), ...scheduleIn(config) },
  };
  const placed = await simulatorFor(config.simulator, isDesign(subject) ? subject : horizon, own);
  const { simulator } = placed;
  const same = !given.design && goal === config.goal && nuisance === config.nuisance;
  const gain = same ? gainIn(readResult(folder), horizon, config.designs) : undefined;
  const before = gain ? [{ name: "in its run, by other samples", design: null, gain }] : [];
  const whole = placed.design ?? subject;
  const options = { ...config.evaluation, ...asked.evaluation };
  const source = sourceOf({ simulator: config.simulator });
  return { simulator, source, subject: whole, options, seed: asked.seed, backend, before };
}

/** What a run said of its design or policy, for so many measurements. */
function gainIn(result: ReturnType<typeof readResult>, horizon: number, most: number): Gain | undefined {
  if (horizon === most) return result?.gain;
  return (result as PolicyResult | undefined)?.gainPerHorizon?.find((one) => one.horizon === horizon)?.gain;
}

/** Measurements of the experiment that a run's policy is evaluated in. @throws InputError for one that it does not serve */
function horizonOf({ designs, horizons }: RunConfig, { design, options }: Given): number {
  const { horizon = designs } = options as { readonly horizon?: number };
  check(
    horizon === designs || (horizons !== undefined && design === undefined && horizon < designs),
    horizons === undefined || design !== undefined
      ? `--horizon is for policies that were trained with --horizons, and this is ${design ? "a design" : "none"}: leave it out`
      : `the policy was trained for up to ${counted(designs, "measurement")}, got --horizon ${horizon}`,
  );
  return horizon;
}

/** Of an evaluation, `--critic` is the evaluation's own. */
function asChecked(name: string, given: Given): DesignOptions {
  const asked = checkDesignOptions(designInput(name, given.options));
  const { critic } = asked.training;
  return critic === undefined ? asked : { ...asked, evaluation: { ...asked.evaluation, critic } };
}

/** What is said about a design and a simulator that was changed since holds for the new simulator, not for the run. @param lists in which the design is told */
function onPurpose(
  { simulator, settings, given, groups = 1, subjects }: RunConfig,
  design: readonly number[],
  lists: number,
  folder: string,
): string {
  const set = Object.entries(settings).map(([name, value]) => ` --set ${quoted(`${name}=${value}`)}`);
  return `or see what the design is worth with the file as it is now: floe evaluate ${quoted(simulator)} --design ${designTyped(design, lists)}${groups > 1 ? ` --groups ${groups}` : ""}${subjects === undefined ? "" : ` --subjects ${subjects}`}${set.join("")}${given ? ` --given ${quoted(join(folder, given.file))}` : ""}`;
}

const designTyped = (design: readonly number[], lists: number): string =>
  lists === 1 ? design.join(",") : quoted(inPieces(design, design.length / lists).join(";"));

/** undefined while the run is not finished. */
function subjectOf(folder: string): Task["subject"] | undefined {
  const result = readResult(folder);
  if (!result) return undefined;
  if (!existsSync(join(folder, runFiles.policy))) return (result as DesignResult).design;
  return trainedIn(readPolicyFile(join(folder, runFiles.policy)));
}

async function taskOfDesign(name: string, given: Given): Promise<Task> {
  const { design } = given;
  check(
    design !== undefined || !existsSync(name) || /\.m?[jt]s$/.test(name),
    `${name} is not a run folder: it has no ${runFiles.config}`,
  );
  const asked = asChecked(name, given);
  check(given.options.horizon === undefined, "--horizon is for a run's policy, and this is a simulator's design: leave it out");
  check(design !== undefined, `say which design of ${name} is to be evaluated: --design 1,2,3`);
  const backend = await startBackend(asked.backend);
  const { simulator, design: whole = design } = await simulatorFor(name, design, given);
  const options = { ...evaluationDefaults, ...asked.evaluation };
  return { simulator, source: sourceOf({ simulator: name }), subject: whole, options, seed: asked.seed, backend, before: [] };
}
