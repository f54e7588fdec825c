/** A calibration as its folder tells it. */
import { basename, resolve } from "node:path";
import { readCalibrationConfig, readCalibrationResult } from "../../records/calibrationStore.js";
import type { CalibrationConfig, CalibrationResult } from "../../records/types.js";

export interface CalibratedRun {
  /** Name of the run folder. */
  readonly name: string;
  readonly config: CalibrationConfig;
  readonly result: CalibrationResult;
}

/** undefined while it is not finished. @throws InputError when a record is damaged */
export function loadCalibration(folder: string): CalibratedRun | undefined {
  const config = readCalibrationConfig(folder);
  const result = readCalibrationResult(folder);
  return result ? { name: basename(resolve(folder)), config, result } : undefined;
}
