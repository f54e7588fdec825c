/** What a program says of itself when it is called with --describe. */
import { spawnSync } from "node:child_process";
import { z } from "zod";
import { InputError } from "../../basics/errors.js";
import { jsonOf } from "../../basics/reading.js";
import { checked, parts } from "../../records/checked.js";
import { lastOf, quote } from "./lines.js";
import { shellLine } from "./processes.js";

const { number, text, texts, numbers, scale } = parts;

const priorSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("normal"), mean: number, sd: number, low: number.exactOptional() }),
  z.object({ kind: z.literal("logNormal"), logMean: number, logSd: number }),
  z.object({ kind: z.literal("uniform"), low: number, high: number }),
  z.object({ kind: z.literal("gamma"), shape: number, scale: number }),
  z.object({ kind: z.literal("beta"), a: number, b: number }),
  z.object({ kind: z.literal("samples"), values: numbers }),
]);

const each = z.union([number, numbers]);

const descriptionSchema = z.object({
  name: text,
  summary: text.exactOptional(),
  reference: text.exactOptional(),
  parameters: z.array(z.object({ name: text, unit: text.exactOptional(), prior: priorSchema })),
  design: z.object({
    names: texts,
    low: each,
    high: each,
    unit: text.exactOptional(),
    scale: z.union([scale, z.array(scale)]).exactOptional(),
    /** All measurements of an experiment in one call, a number each: where they have more in common than theta. */
    together: z.boolean().exactOptional(),
  }),
  outcome: z.object({
    names: texts,
    unit: text.exactOptional(),
    kind: z.enum(["continuous", "count", "binary", "category"]).exactOptional(),
    low: number.exactOptional(),
    high: number.exactOptional(),
  }),
  failures: z.enum(["refuse", "leaveOut"]).exactOptional(),
  /** Lines may ask for many simulations: for so many, or (true) for as many as Floe likes. */
  many: z.union([z.boolean(), z.int().min(1).max(1e6)]).exactOptional(),
  /** How numbers of such lines are written; without it as JSON's. */
  encoding: z.literal("base64").exactOptional(),
});

export type PriorDescription = z.output<typeof priorSchema>;
export type Description = z.output<typeof descriptionSchema>;

/** Longest time for it, ms: an interpreter may have to load its packages. */
const patience = 60_000;

/** @throws InputError where the program cannot be run, or describes nothing that can be simulated */
export function describedBy(command: string): Description {
  const call = `${command} --describe`;
  const { stdout, stderr, status, signal, error } = spawnSync(shellLine(call), {
    shell: true,
    encoding: "utf8",
    timeout: patience,
  });
  const said = stderr?.trim() ? `. It said: ${lastOf(stderr)}` : "";
  if (error || status !== 0)
    throw new InputError(
      `${quote(call)} ${signal ? `did not end within ${patience / 1000} s` : `ended with exit code ${status}`}${said}. A program that simulates ` +
        "prints what it is when it is called so (docs/programs.md; floe init sim.py writes one to start from)",
    );
  const fail = (what: string) =>
    new InputError(`what ${quote(call)} prints is no description of a simulator: ${what} (docs/programs.md)`);
  let content: unknown;
  try {
    content = jsonOf(stdout);
  } catch {
    throw fail(`it is no JSON, but ${quote(stdout.trim())}`);
  }
  const { damage, record } = checked(descriptionSchema, content) as { damage?: string; record: Description };
  if (damage !== undefined) throw fail(damage);
  const problem = problemOf(record);
  if (problem) throw fail(problem);
  return record;
}

function problemOf({ parameters, design, outcome }: Description): string | undefined {
  if (parameters.length === 0) return "it has no parameters";
  if (design.names.length === 0) return "its design has no names";
  if (outcome.names.length === 0) return "its outcome has no names";
  const samples = parameters.flatMap(({ prior }) => (prior.kind === "samples" ? [prior.values.length] : []));
  if (samples.some((n) => n !== samples[0] || n < 2))
    return "its samples of parameters are rows, so all need as many values, two at least";
  const single = design.names.length === 1;
  if (design.together && !(single && outcome.names.length === 1))
    return "together is for measurements of one number each: one name of the design, one of the outcome";
  return undefined;
}
