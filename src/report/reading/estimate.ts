/** An estimate as its folder tells it. */
import { basename, resolve } from "node:path";
import { readEstimateConfig, readEstimateResult, readEstimateShown } from "../../records/estimateStore.js";
import type { EstimateConfig, EstimateResult, EstimateShown } from "../../records/types.js";

export interface EstimatedRun {
  /** Name of the run folder. */
  readonly name: string;
  readonly config: EstimateConfig;
  readonly result: EstimateResult;
  readonly shown: EstimateShown;
}

/** undefined while it is not finished. @throws InputError when a record is damaged */
export function loadEstimate(folder: string): EstimatedRun | undefined {
  const config = readEstimateConfig(folder);
  const result = readEstimateResult(folder);
  return result && { name: basename(resolve(folder)), config, result, shown: readEstimateShown(folder) };
}
