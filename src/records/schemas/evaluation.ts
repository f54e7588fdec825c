/** What a run of `floe evaluate --out` leaves: config.json and result.json. Groups of experiments are kept on the way (evaluationStore.ts). */
import { z } from "zod";
import { parts } from "../checked.js";
import { gainSchema, namedGainSchema } from "./result.js";

const { number, count, text, numbers, texts, settings, backend, versions } = parts;

/** What a simulator is made of. */
const simulated = { simulator: text, settings, seed: count, version: text };

export const evaluationConfigSchema = z.object({
  kind: z.literal("evaluate"),
  /** A run folder, or a simulator. */
  subject: text,
  simulator: text,
  simulatorHash: text.exactOptional(),
  /** The models beside it that were asked for, as `asked` names them; those of a run are in its own record. */
  rivals: z.array(z.object({ simulator: text, simulatorHash: text.exactOptional() })).exactOptional(),
  /** The command's options by their long names, how it evaluates filled in. */
  asked: z.record(text, z.unknown()),
  /** Of all that its numbers depend on. */
  digest: text,
  seed: count,
  backend,
  versions,
});

export const evaluationResultSchema = z.object({
  kind: z.literal("evaluation"),
  ...simulated,
  backend: text,
  /** Of a design; by groups, where it has several. */
  design: numbers.exactOptional(),
  groups: z.array(numbers).exactOptional(),
  subjects: count.exactOptional(),
  /** Of a policy: its name in the registry, and how often it decides. */
  policy: text.exactOptional(),
  horizon: count.exactOptional(),
  goal: text.exactOptional(),
  nuisance: z.enum(["unknown", "known"]).exactOptional(),
  designNames: texts,
  designUnit: text,
  designUnits: texts.exactOptional(),
  gain: gainSchema,
  /** Designs of the user's own, by the same experiments. */
  baselines: z.array(namedGainSchema).exactOptional(),
  warnings: texts,
  notes: texts.exactOptional(),
  /** Of the process that ended it. */
  seconds: number,
});
