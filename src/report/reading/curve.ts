/** A curve as its folder tells it. */
import { basename, resolve } from "node:path";
import { readCurveConfig, readCurveResult } from "../../records/curveStore.js";
import type { CurveConfig, CurveResult } from "../../records/types.js";

export interface CurveRun {
  /** Name of the run folder. */
  readonly name: string;
  readonly config: CurveConfig;
  readonly result: CurveResult;
}

/** undefined while it is not finished. @throws InputError when a record is damaged */
export function loadCurve(folder: string): CurveRun | undefined {
  const config = readCurveConfig(folder);
  const result = readCurveResult(folder);
  return result ? { name: basename(resolve(folder)), config, result } : undefined;
}
