/** An evaluation as its folder tells it. */
import { basename, resolve } from "node:path";
import { readEvaluationConfig, readEvaluationResult } from "../../records/evaluationRun.js";
import type { EvaluationConfig, EvaluationResult } from "../../records/types.js";

export interface EvaluationRun {
  /** Name of the run folder. */
  readonly name: string;
  readonly config: EvaluationConfig;
  readonly result: EvaluationResult;
}

/** undefined while it is not finished. @throws InputError when a record is damaged */
export function loadEvaluation(folder: string): EvaluationRun | undefined {
  const config = readEvaluationConfig(folder);
  const result = readEvaluationResult(folder);
  return result && { name: basename(resolve(folder)), config, result };
}
