/** A run's own config.json as --config: the options that repeat that run, and no other. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { z } from "zod";
import { compareConfigSchema, metaConfigSchema } from "../../meta/recordSchemas.js";
import { check } from "../basics/errors.js";
import { pick } from "../basics/names.js";
import { fileHash, isProgram } from "../loading/importUserFile.js";
import { checkOption } from "../options/check.js";
import { damageOf } from "../records/checked.js";
import { configSchema } from "../records/schemas.js";
import { runFiles } from "../records/store.js";
import type { Command } from "./command.js";
import { quoted } from "./io.js";

type Values = Record<string, unknown>;

/** How a run is repeated. */
interface Repeated {
  /** The command that began it, and what that was about. */
  readonly command: string;
  readonly subject: string;
  /** Every option of the command, under the names that they have there. */
  readonly options: Values;
}

interface Kind {
  readonly schema: z.ZodType;
  repeated(content: Values): Repeated;
}

const kinds: Readonly<Record<string, Kind>> = {
  design: { schema: configSchema, repeated: ofSimulator },
  policy: { schema: configSchema, repeated: ofSimulator },
  meta: {
    schema: metaConfigSchema,
    repeated(content) {
      const { training, familyFile, backend } = content as z.infer<typeof metaConfigSchema>;
      const { method, family, support: shots, query: queries, settings: set, ...others } = training;
      const options = { ...others, family: familyFile?.file ?? family, shots, queries, set, backend };
      return { command: "meta train", subject: method, options };
    },
  },
  metaCompare: {
    schema: compareConfigSchema,
    repeated(content) {
      const { common, familyFile, seeds, searchSteps, seed, backend } = content as z.infer<typeof compareConfigSchema>;
      const { family, support: shots, query: queries, ...others } = common;
      const options = { ...others, family: familyFile?.file ?? family, shots, queries, seeds, searchSteps, seed, backend };
      return { command: "meta compare", subject: "", options };
    },
  },
};

function ofSimulator(content: Values): Repeated {
  const { kind, simulator, designs, settings, training, evaluation, policy, policyHidden, gainAfter, ...rest } =
    content as z.infer<typeof configSchema>;
  const { estimator: _, ...trained } = training;
  const { samples, contrasts, criticSteps, criticBatch, critic } = evaluation;
  const { estimator, seed, backend } = rest;
  const length = kind === "design" ? { designs } : { horizon: designs, policy, policyHidden, gainAfter };
  const evaluated = { samples, contrasts, evaluationSteps: criticSteps, evaluationBatch: criticBatch, evaluationCritic: critic };
  const options = { ...length, set: settings, estimator, seed, backend, ...trained, ...evaluated };
  return { command: kind === "design" ? "design" : "train", subject: simulator, options };
}

/** They take what concerns the simulator and the evaluation. */
const borrowers = ["evaluate", "simulate"];

/**
 * What a command takes from the config.json of a run: everything, where it is the command that began it.
 * @param typed what the command is about @throws InputError for a run that it would not repeat
 */
export function optionsOfRun(content: Values, file: string, { name, options: own }: Command, typed: string): Values {
  const { schema, repeated } = pick(kinds, String(content.kind), `kind of run in ${file}:`);
  const damage = damageOf(schema, content);
  check(damage === undefined, `--config ${file} is no config.json of a run: ${damage}`);
  const { command, subject, options } = repeated(content);
  const simulated = !command.startsWith("meta");
  const fits = subject === typed || (simulated && isSameSimulator(content, typed));
  check(
    fits && (command === name || (simulated && borrowers.includes(name))),
    `--config ${file} is of another run: repeat it with floe ${`${command} ${subject && quoted(subject)}`.trim()} --config ${quoted(file)}`,
  );
  // What "critic" means: the training's, and for `evaluate` the evaluation's.
  const meant = name === "evaluate" ? { ...options, critic: (options as Values).evaluationCritic } : options;
  const ours = Object.entries(meant).filter(
    ([option, value]) => value !== undefined && (own as readonly string[]).includes(option),
  );
  return Object.fromEntries(ours.map(([option, value]) => [option, checkOption(option, value, `"${option}" in ${file}`)]));
}

/** A file by where it is, or by what it holds, wherever it is now. A run folder stands for its own simulator. */
function isSameSimulator({ simulator, simulatorHash }: Values, typed: string): boolean {
  if (existsSync(join(typed, runFiles.config))) return true;
  if (!isProgram(typed)) return false;
  const { file, hash } = fileHash(typed, "simulator");
  return file === simulator || hash === simulatorHash;
}
