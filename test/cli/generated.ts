/** Generated input for commands that refuse, or answer, at once: options, files of options, histories, policies, models and CSV files. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { commands } from "../../src/cli/commands.js";
import { flagOf } from "../../src/options/table.js";
import { mutationsOf } from "../support/mutations.js";
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
