/** The run folder of `floe evaluate --out`. */
import { join } from "node:path";
import { writeAtomically } from "../basics/files.js";
import { beginRunFolder, configFile } from "./folder.js";
import { prettyJson } from "./json.js";
import { lockFile } from "./runLock.js";
import { evaluationConfigSchema, evaluationResultSchema } from "./schemas/evaluation.js";
import { readIfThere, readRecord } from "./store.js";
import type { EvaluationConfig, EvaluationResult } from "./types.js";

export const evaluationFiles = { config: configFile, result: "result.json" } as const;

/** What is done of it, while it goes on. */
export const groupsFile = "groups.jsonl";

const ours = [...Object.values(evaluationFiles), groupsFile, `${groupsFile}.lock`, "report.html", "figures", lockFile];

/** Refuses a folder that holds anything, unless `force` and it is a run. @throws InputError */
export function createEvaluationFolder(folder: string, config: EvaluationConfig, force: boolean): void {
  beginRunFolder(folder, ours, prettyJson(config), force);
}

/** With it the run is finished. */
export function endEvaluation(folder: string, result: EvaluationResult): void {
  writeAtomically(join(folder, evaluationFiles.result), prettyJson(result));
}

export const readEvaluationConfig = (folder: string): EvaluationConfig =>
  readRecord(folder, evaluationFiles.config, evaluationConfigSchema);

/** undefined while the run is not finished. @throws InputError when it is damaged */
export const readEvaluationResult = (folder: string): EvaluationResult | undefined =>
  readIfThere(folder, evaluationFiles.result, evaluationResultSchema);
