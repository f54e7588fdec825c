/** Commands on damaged input, in this process: how each ended, and the ends that must not be. */
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { mutationsOf } from "../support/mutations.js";
import { copyFolder, inProcess, type Outcome } from "./support.js";

/** Exit 0, or 2 with one message and nothing that only a programmer understands. @returns what is wrong, in words */
export function misbehaviour({ code, stdout, stderr }: Outcome): string | undefined {
  if (code !== 0 && code !== 2) return `exit ${code}: ${stderr.slice(0, 300)}`;
  const messages = stderr.split("\n").filter((line) => line.startsWith("floe: "));
  if (code === 2 && messages.length !== 1) return `${messages.length} messages: ${stderr.slice(0, 300)}`;
  if (/\n {4}at |is not a function|Cannot read|is not iterable|\bTypeError\b/.test(stderr)) return stderr.slice(0, 300);
  if (/\bNaN\b|undefined|\[object Object\]/.test(stdout))
    return `prints ${/.{0,40}(NaN|undefined|\[object).{0,40}/.exec(stdout)?.[0]}`;
  return undefined;
}

/** @returns one line for each command that ended as none may, after `damage` has been done to a copy of the folder */
async function afterDamage(
  whole: string,
  copy: string,
  damage: () => string,
  commands: readonly (readonly string[])[],
): Promise<string[]> {
  copyFolder(whole, copy);
  const what = damage();
  const failures: string[] = [];
  for (const argv of commands) {
    const wrong = misbehaviour(await inProcess(argv));
    if (wrong) failures.push(`${argv[0]} after ${what}: ${wrong}`);
  }
  return failures;
}

/** The same after each of so many mutations of these files. @param commandsOn what is run on a damaged copy */
export async function afterMutations(
  whole: string,
  files: readonly string[],
  { count, seed }: { readonly count: number; readonly seed: number },
  commandsOn: (copy: string) => readonly (readonly string[])[],
): Promise<string[]> {
  const copy = `${whole}-copy`;
  const failures: string[] = [];
  for (const { file, mutation } of mutationsOf(files, count, seed)) {
    const damage = () => {
      mutation.apply(join(copy, file));
      return `${basename(whole)}/${file}: ${mutation.what}`;
    };
    failures.push(...(await afterDamage(whole, copy, damage, commandsOn(copy))));
  }
  return failures;
}

/** A report, or one message: of every record of a run folder. */
export const afterMutatedRecords = (whole: string, sizes: { readonly count: number; readonly seed: number }): Promise<string[]> =>
  afterMutations(
    whole,
    readdirSync(whole).filter((name) => /\.jsonl?$/.test(name)),
    sizes,
    (copy) => [
      ["report", copy],
      ["resume", copy],
    ],
  );
