/** What is typed of a meta-training, by the names that the library has for it; and the way back. */
import { decimalOf } from "../../src/basics/decimal.js";
import { InputError } from "../../src/basics/errors.js";
import type { Asked } from "../../src/contracts/runKind.js";
import type { FamilyFile, MetaTraining } from "../records.js";
import type { MetaTrainingInput } from "../setup.js";

/** @throws InputError for a setting that is no number */
export function trainingInput(method: string, options: Asked["options"]): MetaTrainingInput {
  const { family, shots: support, queries: query, tasks, rate, steps, hidden, criticRate, seed, set } = options;
  const settings = Object.fromEntries(
    Object.entries((set ?? {}) as Record<string, string>).map(([name, text]) => [name, numberOf(name, text)]),
  );
  return { method, family, support, query, tasks, rate, steps, hidden, criticRate, seed, settings } as MetaTrainingInput;
}

/** All of them, but for what the training is about. */
export function optionsOf(training: MetaTraining, familyFile: FamilyFile | undefined): Asked["options"] {
  const { method: _, family, support: shots, query: queries, settings: set, ...others } = training;
  return { ...others, family: familyFile?.file ?? family, shots, queries, set };
}

function numberOf(name: string, text: string): number {
  const value = decimalOf(String(text));
  if (Number.isFinite(value)) return value;
  throw new InputError(`--set ${name} must be a number, got "${text}"`);
}
