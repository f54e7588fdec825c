/** Policies and histories as files, with one clear message for whatever is wrong with them. */
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { check, InputError } from "../../basics/errors.js";
import { fileError } from "../../basics/files.js";
import { parseJson, readJsonFile, readStream } from "../../basics/reading.js";
import {
  type Constraints,
  forHorizon,
  type History,
  loadPolicy,
  type PolicyData,
  PolicyError,
  type PortablePolicy,
  type Session,
  tell,
} from "../../portable/policy.js";
import { runFiles } from "../../records/store.js";
import { quoted } from "../io.js";
import { heldIn, kindIn } from "../kinds.js";

/** What a session's file holds. */
export interface KeptHistory extends History {
  readonly constraints?: Constraints;
  /** How many measurements there will be, where the policy serves several horizons. */
  readonly horizon?: number;
}

/** @param name a run folder of `floe train`, or its policy.json @throws InputError */
export function readPolicy(name: string): PortablePolicy {
  return asInputError(() => loadPolicy(readJsonFile(policyPath(name), "the policy") as PolicyData));
}

/** Of experiments of so many measurements; undefined: of the most that it serves. @param file that says so @throws InputError */
export const atHorizon = ({ data }: PortablePolicy, horizon: number | undefined, file?: string): PortablePolicy =>
  asInputError(() => loadPolicy(forHorizon(data, horizon)), file);

/** The runtime's errors as the command line's. @param file what is at fault, where it is a file */
export function asInputError<T>(work: () => T, file?: string): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof PolicyError ? new InputError(`${error.message}${file ? ` (${file})` : ""}`) : error;
  }
}

/** @param file where they were written @throws InputError for one that does not belong to the experiment */
export function observeAll(session: Session, { observations, reports = [] }: KeptHistory, file: string): void {
  for (const [i, report] of reports.entries())
    asInputError(() => session.report(report), `report ${i + 1} of ${file}; nothing was changed`);
  for (const [i, observation] of observations.entries())
    asInputError(() => tell(session, observation), `measurement ${i + 1} of ${file}; nothing was changed`);
  if (!session.wanted()) asInputError(() => void session.next(), file); // one that was refined for an experiment under way decides about no other
}

/** @param file "-" is standard input @throws InputError */
export async function readHistory(file: string): Promise<KeptHistory> {
  const history =
    file === "-" ? parseJson(await readStream(process.stdin, "--history -"), "--history -") : readJsonFile(file, "--history");
  const { observations, reports = [] } = (history ?? {}) as Partial<History>;
  check(
    Array.isArray(reports),
    `${file === "-" ? "--history -" : file}: "reports" must be a list, one for each that came in: [12, null, 7]`,
  );
  check(
    Array.isArray(observations),
    `${file === "-" ? "--history -" : file} is no history: it must be {"observations": [{"design": [..], "outcome": [..]}]}`,
  );
  return history as KeptHistory;
}

function policyPath(name: string): string {
  try {
    if (!statSync(name).isDirectory()) return name;
  } catch (error) {
    throw fileError(error, `could not read the policy ${name}`);
  }
  const file = join(name, runFiles.policy);
  if (existsSync(file)) return file;
  const kind = kindIn(name);
  check(!kind?.gives.policy, `${name} holds a policy whose training is not finished. Go on with: floe resume ${quoted(name)}`);
  throw new InputError(
    `${name} ${kind ? `holds ${heldIn(kind)}` : `has no ${runFiles.policy}`}; needed is a policy, a run folder of floe train or its policy.json`,
  );
}
