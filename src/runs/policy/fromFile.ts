/** A policy whose training goes on: the file of an earlier one, for the whole experiment or for the rest of one under way. */
import { InputError } from "../../basics/errors.js";
import { readJsonFile } from "../../basics/reading.js";
import { counted } from "../../basics/text.js";
import type { SimulatorFamily } from "../../contracts/simulator.js";
import { createSimulator } from "../../modelling/defineSimulator.js";
import type { Settings } from "../../options/settings.js";
import { isLost, loadPolicy, type PolicyData, PolicyError } from "../../portable/policy.js";
import type { PolicyFile, TrainedPolicy } from "../../records/types.js";
import { continuedFamily } from "./continued.js";

/** @throws InputError naming the file */
export function readPolicyFile(file: string): PolicyFile {
  const data = readJsonFile(file, "the policy");
  try {
    loadPolicy(data as PolicyData);
  } catch (error) {
    throw error instanceof PolicyError ? new InputError(`${file}: ${error.message}`) : error;
  }
  return data as PolicyFile;
}

/** What is trained of it. */
export function trainedIn({ family, hidden, seen, parameters, horizons, after }: PolicyFile): TrainedPolicy {
  return { family, hidden, seen, parameters, ...(horizons ? { horizons } : {}), ...(after ? { after } : {}) };
}

/** The measurements that are left to a policy. */
export const measurementsLeft = ({ horizon, after = [] }: Pick<PolicyFile, "horizon" | "after">): number =>
  horizon - after.length;

/** The family whose experiments a policy's file is about: what is left of one, where it was begun. */
export const familyFor = (family: SimulatorFamily, { after }: Pick<PolicyFile, "after">): SimulatorFamily =>
  after ? continuedFamily(family, after) : family;

interface Wanted {
  readonly designs?: number | undefined;
  readonly given?: string | undefined;
  readonly policy?: string | undefined;
  readonly settings: Settings;
}

/** @throws InputError where the policy is of another experiment than the one that is asked for */
export function checkFits(policy: PolicyFile, family: SimulatorFamily, { designs, given, policy: name, settings }: Wanted): void {
  const fail = (what: string): never => {
    throw new InputError(`--from: the policy ${what}`);
  };
  const { simulator, horizon, horizons, after, family: own } = policy;
  if (horizons)
    fail(`serves the horizons ${horizons.join(", ")}, and a training that goes on is for one: begin a new one with --horizons`);
  const left = measurementsLeft(policy);
  if (simulator !== family.name) fail(`decides for ${simulator}, and the simulator is ${family.name}`);
  if (name !== undefined && name !== own) fail(`is of the kind ${own}, which cannot be trained as ${name}: leave out --policy`);
  if (designs !== undefined && designs !== left) fail(`has ${counted(left, "measurement")} left: leave out --horizon ${designs}`);
  if (after && given === undefined)
    fail(
      "goes on from what was measured, so that the prior is what is known since: --given FILE, draws.csv of floe infer with those data",
    );
  if (after?.every(isLost)) fail("goes on from measurements that were all lost: nothing is known that was not known before");
  const { designs: space } = createSimulator(family, horizon, settings);
  if (JSON.stringify(space.portable) !== JSON.stringify(policy.space))
    fail(`decides in another design space (${JSON.stringify(policy.space)}) than the simulator with these settings has`);
}
