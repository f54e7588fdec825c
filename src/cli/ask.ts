/** `floe ask POLICY --history FILE`: one decision. */
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { InputError, messageOf } from "../errors.js";
import { fileError } from "../files.js";
import { runFiles } from "../records.js";
import { type History, loadPolicy, type PolicyData, PolicyError } from "../runtime/index.js";
import type { Call } from "./commands.js";
import { print } from "./io.js";
import { readOptions } from "./readOptions.js";
import { short } from "./tables.js";

export async function run({ args, typed, io, ...call }: Call): Promise<void> {
  const { json } = readOptions({ args, typed, io, ...call });
  const { history: file } = typed;
  try {
    const policy = loadPolicy(readJson(policyPath(args[0] as string), "the policy") as PolicyData);
    const history = typeof file === "string" ? (readJson(file, "--history") as History) : { observations: [] };
    const advice = policy.next(history);
    if (json) return print(io.stdout, `${JSON.stringify(advice ?? { done: true, of: policy.data.horizon })}\n`);
    if (!advice) return print(io.stdout, `all ${policy.data.horizon} measurements are taken\n`);
    const { designNames, designUnit } = policy.data;
    const unit = designUnit && ` ${designUnit}`;
    await print(
      io.stdout,
      `${designNames[advice.step - 1]} = ${short(advice.design[0])}${unit}   (${advice.step} of ${advice.of})\n`,
    );
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

function readJson(file: string, what: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw fileError(error, `could not read ${what} ${file}`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InputError(`${file} is not JSON: ${messageOf(error)}`);
  }
}
