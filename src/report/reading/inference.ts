/** An inference as its folder tells it. */
import { basename, resolve } from "node:path";
import { readInferenceConfig, readInferenceResult, readInferenceShown } from "../../records/inferenceStore.js";
import type { InferenceConfig, InferenceResult, InferenceShown } from "../../records/types.js";

export interface InferredRun {
  /** Name of the run folder. */
  readonly name: string;
  readonly config: InferenceConfig;
  readonly result: InferenceResult;
  readonly shown: InferenceShown;
}

/** undefined while it is not finished. @throws InputError when a record is damaged */
export function loadInference(folder: string): InferredRun | undefined {
  const config = readInferenceConfig(folder);
  const [result, shown] = [readInferenceResult(folder), readInferenceShown(folder)];
  return result && shown ? { name: basename(resolve(folder)), config, result, shown } : undefined;
}
