/** What an evaluation has done so far, in one file of JSON lines: which evaluation it is, then a line for each group of experiments. */
import { existsSync } from "node:fs";
import { z } from "zod";
import { check, InputError } from "../basics/errors.js";
import { fileError, openToAppend, writeAll, writeAtomically } from "../basics/files.js";
import { takeLock } from "../basics/lock.js";
import { jsonOf, readText } from "../basics/reading.js";

/** JSON has no infinities, and a bound may be one. */
const numbers = z.array(z.union([z.number(), z.literal(["Infinity", "-Infinity"]).transform(Number)]));
const line = z.object({
  subject: z.string(),
  group: z.number(),
  bounds: z.object({ lower: numbers, upper: numbers, reach: numbers, upperOfParts: z.array(z.array(numbers)) }),
});

/** Contributions of one group's experiments to the bounds, nats. */
export interface KeptBounds {
  readonly lower: number[];
  readonly upper: number[];
  readonly reach: number[];
  readonly upperOfParts: readonly (readonly number[][])[];
}

export interface EvaluationStore {
  /** @param subject what is evaluated: "subject", or the name of a design beside it */
  known(subject: string, group: number): KeptBounds | undefined;
  keep(subject: string, group: number, bounds: KeptBounds): void;
  close(): void;
}

const written = (_key: string, value: unknown): unknown =>
  typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
/**
 * Opens the file, or begins it. A line that was cut off when a process was killed counts as not written.
 * @param about all that the numbers depend on @throws InputError where the file is of another evaluation, or another process writes to it
 */
export function openEvaluation(file: string, about: unknown): EvaluationStore {
  const unlock = takeLock(`${file}.lock`, {
    shared: false,
    busy: (owner) => `${owner} is writing to ${file}: wait for it, or give each evaluation a file of its own`,
  });
  try {
    const head = JSON.stringify({ evaluation: about });
    const [first, ...rest] = existsSync(file) ? readText(file).split("\n") : [head];
    check(
      first === head || first === "",
      `${file} holds what was done of another evaluation (another subject, other options, another seed or version). Give --keep another file, or delete this one`,
    );
    const kept = new Map<string, KeptBounds>();
    const whole: string[] = [head];
    for (const text of rest) {
      const found = parsed(text);
      if (!found) continue;
      kept.set(`${found.group} ${found.subject}`, found.bounds);
      whole.push(text);
    }
    writeAtomically(file, `${whole.join("\n")}\n`);
    const descriptor = openToAppend(file);
    return {
      known: (subject, group) => kept.get(`${group} ${subject}`),
      keep(subject, group, bounds) {
        try {
          writeAll(descriptor, `${JSON.stringify({ subject, group, bounds }, written)}\n`);
        } catch (error) {
          throw fileError(error, `could not write ${file}`);
        }
      },
      close: unlock,
    };
  } catch (error) {
    unlock();
    throw error instanceof InputError ? error : fileError(error, `could not use ${file}`);
  }
}

function parsed(text: string): z.infer<typeof line> | undefined {
  try {
    return line.parse(jsonOf(text));
  } catch {
    return undefined;
  }
}
