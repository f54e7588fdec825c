/** What is calibrated: a simulator measured at a design, or by a policy. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { fixed } from "../../../policies/fixed.js";
import { check } from "../../basics/errors.js";
import type { Policy } from "../../contracts/policy.js";
import type { Simulator, SimulatorFamily } from "../../contracts/simulator.js";
import type { Params, SettingValue } from "../../contracts/values.js";
import { fileHash } from "../../loading/importUserFile.js";
import { createSimulator, simulatorOfNumbers } from "../../modelling/defineSimulator.js";
import { type Settings, typedSettings } from "../../options/settings.js";
import { readConfig, readResult, runFiles } from "../../records/store.js";
import type { CalibrationConfig, DesignResult, TrainedPolicy } from "../../records/types.js";
import { givenFile, keptOptions } from "../givenFile.js";
import { grouped } from "../grouped.js";
import { loadSimulator, sourceOf } from "../loadSimulator.js";
import { familyFor, readPolicyFile, trainedIn } from "../policy/fromFile.js";
import { loadTrained } from "../policy/trainedPolicy.js";

export interface SubjectInput {
  /** A name of the registry, the path of a TypeScript or JavaScript file, or the simulator itself. */
  readonly simulator?: string | SimulatorFamily;
  /** In its place, a run folder of `floe design` or `floe train`: its simulator, measured where it says. */
  readonly run?: string;
  /** Where every experiment measures: for a simulator, and for a run in place of what it found. */
  readonly design?: readonly number[];
  readonly settings?: Readonly<Record<string, SettingValue>>;
}

export interface Subject {
  readonly family: SimulatorFamily;
  readonly simulator: Simulator;
  /** The same of so many measurements. */
  create(measurements: number): Simulator;
  readonly source: { readonly simulator: string; readonly simulatorHash?: string };
  readonly where: Pick<CalibrationConfig, "design" | "policy" | "run" | "given">;
  /** What measures. Its parameters are the caller's, who disposes of them. */
  open(): { readonly policy: Policy; readonly params: Params };
}

/** @throws InputError for a run that is not finished, and for a design that is not feasible */
export async function subjectOf(input: SubjectInput): Promise<Subject> {
  const {
    family,
    settings,
    source,
    found,
    of = {},
  } = input.run === undefined ? await ofSimulator(input) : await ofRun(input.run, input);
  const create = (measurements: number) => createSimulator(family, measurements, settings);
  if (found.kind === "decided") {
    const simulator = create(found.horizon);
    const where = { policy: { run: found.run, family: found.trained.family, hash: found.hash }, ...of };
    return { family, simulator, create, source, where, open: () => loadTrained(simulator, found.trained) };
  }
  const { design } = found;
  const simulator = simulatorOfNumbers(family, design.length, settings);
  const violation = simulator.designs.violation(design);
  check(!violation, `--design is not feasible for ${simulator.name}: ${violation}`);
  return { family, simulator, create, source, where: { design, ...of }, open: () => ({ policy: fixed(design), params: {} }) };
}

interface FoundPolicy {
  readonly kind: "decided";
  readonly run: string;
  readonly horizon: number;
  readonly trained: TrainedPolicy;
  readonly hash: string;
}

type Found = { readonly kind: "given"; readonly design: readonly number[] } | FoundPolicy;
interface Unmade extends Pick<Subject, "family" | "source"> {
  readonly settings: Settings;
  readonly found: Found;
  /** The run that it is of, and the draws that are its prior. */
  readonly of?: Pick<CalibrationConfig, "run" | "given">;
}

async function ofSimulator({ simulator: named, design, settings = {} }: SubjectInput): Promise<Unmade> {
  const simulator = named as string | SimulatorFamily;
  const family = typeof simulator === "string" ? await loadSimulator(simulator) : simulator;
  check(
    design !== undefined,
    `posteriors are calibrated for one design, or for one policy: say which, --design 1,2,3, or name a run of floe design or floe train in place of ${family.name}`,
  );
  return {
    family,
    settings: typedSettings(family.settings, settings),
    source: sourceOf({ simulator }),
    found: { kind: "given", design },
  };
}

async function ofRun(run: string, { design, settings }: SubjectInput): Promise<Unmade> {
  const config = readConfig(run);
  check(
    settings === undefined || Object.keys(settings).length === 0,
    `settings cannot change the simulator of a run: name the simulator instead, ${config.simulator}`,
  );
  check(!config.rivals, `${run} is about several models, and this is about the parameters of one: name it in place of the run`);
  const { given, from } = keptOptions(run, config);
  const base = await loadSimulator(config.simulator);
  const known = given === undefined ? base : givenFile(base, given);
  const family = from === undefined ? grouped(known, config) : familyFor(known, readPolicyFile(from));
  const prior = config.given ? { given: { hash: config.given.hash } } : {};
  const about = { family, settings: config.settings, source: sourceOf({ simulator: config.simulator }) };
  // Draws are a file of the run, which must be found again.
  if (design) return { ...about, found: { kind: "given", design }, of: config.given ? { run: resolve(run), ...prior } : {} };
  const result = readResult(run);
  check(result !== undefined, `${run} is not finished, so it has nothing to be calibrated yet: floe resume ${run}`);
  if (existsSync(join(run, runFiles.policy))) return { ...about, found: policyIn(run, config.designs), of: prior };
  const found: Found = { kind: "given", design: (result as DesignResult).design };
  return { ...about, found, of: { run: resolve(run), ...prior } };
}

function policyIn(run: string, horizon: number): FoundPolicy {
  const file = join(run, runFiles.policy);
  const trained = trainedIn(readPolicyFile(file));
  return { kind: "decided", run: resolve(run), horizon, trained, hash: fileHash(file, "policy").hash };
}
