/** Generated input for commands that refuse, or answer, at once: options, files of options, histories, policies, models and CSV files. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { adaptivePolicies } from "../../policies/index.js";
import { simulators } from "../../simulators/index.js";
import { commands } from "../../src/cli/commands.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { flagOf } from "../../src/options/table.js";
import { mutationsOf } from "../support/mutations.js";
import { made } from "../support/policies.js";
import { misbehaviour } from "./damage.js";
import { inProcess } from "./support.js";

const odd = ["-1", "0", "1e308", "0x10", "", " ", "NaN", "9007199254740993", "abc", "1,2,", "1,,2", "3", "a=b", "=", "5:1", "a\0b", "é", "--", "../x", "{}"]; // biome-ignore format: a list

/** What is wrong on purpose, so that no generated command computes for long. */
const wrong = ["--estimator", "nosuch"];

/** @returns what ended as no input may, one line each */
export async function ofOptions(count: number, seed: number): Promise<string[]> {
  const some = commands.filter(({ options }) => (options as readonly string[]).includes("estimator"));
  const arbitrary = fc.record({
    command: fc.constantFrom(...some),
    picks: fc.array(fc.tuple(fc.nat(), fc.constantFrom(...odd)), { maxLength: 4 }),
    subject: fc.constantFrom("linear", "sir", "nosuch", "", "missing.ts", "/", "a\0b"),
  });
  const lines = fc
    .sample(arbitrary, { seed, numRuns: count })
    .map(({ command, picks, subject }) => [
      ...command.name.split(" "),
      subject,
      ...picks.flatMap(([i, value]) => [flagOf(command.options[i % command.options.length] as never), value]),
      ...wrong,
    ]);
  return failuresOf(lines);
}

/** @param files by name, each with the command that reads it */
export async function ofFiles(
  place: string,
  files: Readonly<Record<string, { readonly text: string; readonly command: readonly string[] }>>,
  count: number,
  seed: number,
): Promise<string[]> {
  const failures: string[] = [];
  for (const { file, mutation } of mutationsOf(Object.keys(files), count, seed)) {
    const { text, command } = files[file] as (typeof files)[string];
    writeFileSync(join(place, file), text);
    mutation.apply(join(place, file));
    const found = await failuresOf([command]);
    failures.push(...found.map((one) => `${file}, ${mutation.what}: ${one}`));
  }
  return failures;
}

async function failuresOf(lines: readonly (readonly string[])[]): Promise<string[]> {
  const failures: string[] = [];
  for (const line of lines) {
    const problem = misbehaviour(await inProcess(line));
    if (problem) failures.push(`floe ${line.join(" ")}: ${problem}`);
  }
  return failures;
}

/** Files that commands read, each whole, with such a command. @param place the folder of a test, in which a policy is put */
export function wholeFiles(place: string) {
  const at = (name: string) => join(place, name);
  const policy = JSON.stringify(made(createSimulator(simulators.sir, 3), adaptivePolicies.recurrent));
  mkdirSync(at("whole"));
  writeFileSync(at("whole/policy.json"), policy);
  const history = {
    observations: [{ design: [12.5], outcome: [31] }],
    constraints: { forbidden: [[20, 32]], budget: 3, spacing: 2 },
  };
  const options = { steps: 5, set: { noise: "rate", noiseSd: 2 }, hidden: [8, 4], "critic-rate": 0.01, quiet: true, designs: 2 };
  return {
    "history.json": { text: JSON.stringify(history), command: ["ask", at("whole/policy.json"), "--history", at("history.json")] },
    "policy.json": { text: policy, command: ["ask", at("policy.json"), "--json"] },
    "options.json": {
      text: JSON.stringify(options),
      command: ["design", "linear", "--config", at("options.json"), "--estimator", "nosuch"],
    },
  };
}
