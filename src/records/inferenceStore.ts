/** The run folder of `floe infer`. */
import { join } from "node:path";
import { writeAtomically } from "../basics/files.js";
import { checked } from "./checked.js";
import { beginRunFolder, configFile } from "./folder.js";
import { prettyJson, readJson } from "./json.js";
import { lockFile } from "./runLock.js";
import { inferenceConfigSchema, inferenceResultSchema, inferenceShownSchema } from "./schemas/inference.js";
import { learnedSchema } from "./schemas/learned.js";
import { readConfig, readIfThere, readRecord } from "./store.js";
import type { InferenceConfig, InferenceResult, InferenceShown, LearnedFile } from "./types.js";

export const inferenceFiles = {
  config: configFile,
  draws: "draws.csv",
  shown: "shown.json",
  learned: "learned.json",
  result: "result.json",
} as const;

const ours = [...Object.values(inferenceFiles), "report.html", "figures", lockFile];

/** Refuses a folder that holds anything, unless `force` and it is a run. @throws InputError */
export function createInferenceFolder(folder: string, config: InferenceConfig, force: boolean): void {
  beginRunFolder(folder, ours, prettyJson(config), force);
}

/** The result last: with it the run is finished. */
export function saveInference(folder: string, draws: string, shown: InferenceShown, result: InferenceResult): void {
  writeAtomically(join(folder, inferenceFiles.draws), draws);
  writeAtomically(join(folder, inferenceFiles.shown), `${JSON.stringify(shown)}\n`);
  writeAtomically(join(folder, inferenceFiles.result), prettyJson(result));
}

export const readInferenceConfig = (folder: string): InferenceConfig =>
  readRecord(folder, inferenceFiles.config, inferenceConfigSchema);

/** What a run is about, of any kind that is about a simulator. @throws InputError where it is none, or damaged */
export function readSubject(folder: string): Pick<InferenceConfig, "simulator" | "simulatorHash" | "settings" | "designs"> {
  const found = checked(inferenceConfigSchema, readJson(folder, configFile));
  return found.damage === undefined ? found.record : readConfig(folder);
}

/** The models of a run that is about several, as `floe infer` takes them. */
export function readRivals(folder: string):
  | {
      readonly simulator: string;
      readonly rivals: string;
      readonly modelWeights?: readonly number[];
      readonly settings: InferenceConfig["settings"];
      readonly designs: number;
      readonly files: readonly { readonly simulator: string; readonly simulatorHash?: string }[];
    }
  | undefined {
  const found = checked(inferenceConfigSchema, readJson(folder, configFile));
  if (found.damage === undefined) {
    const { models, ...own } = found.record;
    return models && { ...ofInference(own, models), designs: own.designs, files: models.rivals };
  }
  const { simulator, rivals, modelWeights, settings, designs } = readConfig(folder);
  const weights = modelWeights ? { modelWeights } : {};
  return rivals && { simulator, rivals: namesOf(rivals), ...weights, settings, designs, files: rivals };
}

const namesOf = (rivals: readonly { readonly simulator: string }[]): string => rivals.map(({ simulator }) => simulator).join(",");

/** The options that compare the same models again. */
export function ofInference(
  { simulator, settings }: Pick<InferenceConfig, "simulator" | "settings">,
  { own, rivals, shares }: NonNullable<InferenceConfig["models"]>,
) {
  const all = [{ name: own, settings }, ...rivals].flatMap(({ name, settings: ofOne }) =>
    Object.entries(ofOne).map(([setting, value]) => [`${name}.${setting}`, value] as const),
  );
  return { simulator, rivals: namesOf(rivals), modelWeights: shares, settings: Object.fromEntries(all) };
}

/** undefined while the run is not finished. @throws InputError when it is damaged */
export const readInferenceResult = (folder: string): InferenceResult | undefined =>
  readIfThere(folder, inferenceFiles.result, inferenceResultSchema);

export const readInferenceShown = (folder: string): InferenceShown | undefined =>
  readIfThere(folder, inferenceFiles.shown, inferenceShownSchema);

/** As soon as it is trained: a run that goes on does not train again. */
export function saveLearned(folder: string, learned: LearnedFile): void {
  writeAtomically(join(folder, inferenceFiles.learned), `${JSON.stringify(learned)}\n`);
}

/** What was trained in this run, of whatever kind it is. @throws InputError when it is damaged */
export const readLearned = (folder: string): LearnedFile | undefined =>
  readIfThere(folder, inferenceFiles.learned, learnedSchema);
