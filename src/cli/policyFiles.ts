/** Policies and histories as files, with one clear message for whatever is wrong with them. */
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { InputError, messageOf } from "../errors.js";
import { fileError } from "../files.js";
import { runFiles } from "../records.js";
import { loadPolicy, type PolicyData, PolicyError, type PortablePolicy } from "../runtime/index.js";

/** @param name a run folder of `floe train`, or its policy.json @throws InputError */
export function readPolicy(name: string): PortablePolicy {
  return inWords(() => loadPolicy(readJson(policyPath(name), "the policy") as PolicyData));
}

/** The runtime's errors as the command line's. */
export function inWords<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof PolicyError ? new InputError(error.message) : error;
  }
}

function policyPath(name: string): string {
  try {
    return statSync(name).isDirectory() ? join(name, runFiles.policy) : name;
  } catch (error) {
    throw fileError(error, `could not read the policy ${name}`);
  }
}

/** @throws InputError */
export function readJson(file: string, what: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw fileError(error, `could not read ${what} ${file}`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    // the engine's message quotes the file, line breaks and all
    throw new InputError(`${file} is not JSON: ${messageOf(error).replaceAll(/\s+/g, " ")}`);
  }
}
