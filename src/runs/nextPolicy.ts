/**
 * The rest of an experiment under way, by a policy that is refined for it: what the outcomes tell becomes the prior, and the policy's training goes
 * on, from the policy as it is, for the measurements that are left (Step-DAD: Hedman et al. 2025, arXiv:2507.14057).
 */
import { join } from "node:path";
import { check, InputError } from "../basics/errors.js";
import { writeAtomically } from "../basics/files.js";
import { readJsonFile } from "../basics/reading.js";
import { withoutGaps } from "../basics/withoutGaps.js";
import type { Estimator } from "../contracts/bounds.js";
import type { Asked } from "../contracts/runKind.js";
import { estimators } from "../estimators/index.js";
import { isLost, loadPolicy, PolicyError, tell } from "../portable/policy.js";
import type { History } from "../portable/types.js";
import { readConfig, runFiles } from "../records/store.js";
import type { PolicyFile } from "../records/types.js";
import { optionsOf } from "./kinds/experiment.js";
import { readPolicyFile } from "./policy/fromFile.js";

type Past = History["observations"];

/** A policy and what was measured by it: the file that its refinement goes on from. */
export interface Begun {
  readonly file: PolicyFile;
  readonly past: Past;
}

/** @param data a history, or a session of `floe live` @throws InputError for what is no history of this policy's, or leaves nothing to decide */
export function begunOf(run: string, data: unknown): Begun {
  const file = readPolicyFile(join(run, runFiles.policy));
  check(
    file.horizons === undefined,
    `${run} serves the horizons ${file.horizons?.join(", ")}, and a refinement is for one: it decides about what is left as it is, floe ask ${run} --horizon N --history FILE`,
  );
  check(typeof data === "string", "say what was measured so far: --data SESSION.json, a session of floe live, or a history");
  check(
    !/\.(csv|tsv)$/i.test(data),
    `${data} is a table, and a policy reads its measurements in their order: give a history, {"observations": [{"design": [12.5], "outcome": [31]}]}, or the session of floe live`,
  );
  const { observations } = (readJsonFile(data, "the data") ?? {}) as Partial<History>;
  check(
    Array.isArray(observations) && observations.length > 0,
    `${data} is no history of an experiment under way: it must be {"observations": [{"design": [12.5], "outcome": [31]}]}, with at least one`,
  );
  const session = loadPolicy(file).start();
  for (const [i, one] of observations.entries())
    try {
      tell(session, one);
    } catch (error) {
      throw error instanceof PolicyError ? new InputError(`measurement ${i + 1} of ${data}: ${error.message}`) : error;
    }
  const { observations: past } = session.history;
  check(
    past.length < file.horizon,
    `${data}: all ${file.horizon} measurements of ${run} are taken, and nothing is left to decide`,
  );
  check(!past.every(isLost), `${data}: all that was measured was lost, so that ${run} decides as before: floe ask`);
  return { file, past };
}

/** Of a refinement, where nothing is said: the first training has done most of it. */
const refining = { steps: 1000, designRate: 1e-3 } as const;

/**
 * The options of the run that refines: what describes bound and networks is that of the first training.
 * @param asked what was typed, without what is the inference's
 */
export function refinementOptions(run: string, asked: Asked["options"]): Asked["options"] {
  const config = readConfig(run);
  for (const name of ["designs", "horizon"])
    check(
      asked[name] === undefined,
      `${run} holds a policy, which decides about what is left of its experiment: leave out --${name}`,
    );
  const { goal, nuisance, estimator, estimatorSetting, critic, density, hidden, features, auxiliary, ...others } =
    optionsOf(config);
  const { batch, negatives, nearContrasts, trainingContrasts, curriculum } = others;
  // not nearContrasts, nor what they stood for: draws, which the prior is now, have no density
  const contrasted = nearContrasts === undefined ? { batch, negatives, trainingContrasts, curriculum } : { batch, negatives };
  const own = { goal, nuisance, estimator, estimatorSetting, critic, density, ...contrasted, hidden, features, auxiliary };
  const learns = (estimators as Record<string, Estimator>)[config.estimator]?.scores !== "likelihood";
  return { ...withoutGaps({ ...own, ...refining, ...(learns ? {} : { warmup: 0 }) }), ...withoutGaps(asked) };
}

/** The file that the refinement goes on from. @param place a folder for files in passing */
export function writeBegun({ file, past }: Begun, place: string): { readonly from: string } {
  const from = join(place, runFiles.from);
  writeAtomically(from, `${JSON.stringify({ ...file, after: past })}\n`);
  return { from };
}
