/** The run folder of `floe curve`. */
import { join } from "node:path";
import { writeAtomically } from "../basics/files.js";
import { beginRunFolder, configFile } from "./folder.js";
import { prettyJson } from "./json.js";
import { lockFile } from "./runLock.js";
import { curveConfigSchema, curveResultSchema } from "./schemas/curve.js";
import { readIfThere, readRecord } from "./store.js";
import type { CurveConfig, CurveResult } from "./types.js";

/** The folder of the points, each the run folder of a design. */
export const pointsFolder = "points";

export const curveFiles = { config: configFile, result: "result.json" } as const;

const ours = [...Object.values(curveFiles), pointsFolder, "report.html", "figures", lockFile];

/** Refuses a folder that holds anything, unless `force` and it is a run. @throws InputError */
export function createCurveFolder(folder: string, config: CurveConfig, force: boolean): void {
  beginRunFolder(folder, ours, prettyJson(config), force);
}

export function saveCurve(folder: string, result: CurveResult): void {
  writeAtomically(join(folder, curveFiles.result), prettyJson(result));
}

export const readCurveConfig = (folder: string): CurveConfig => readRecord(folder, curveFiles.config, curveConfigSchema);

/** undefined while the run is not finished. @throws InputError when it is damaged */
export const readCurveResult = (folder: string): CurveResult | undefined =>
  readIfThere(folder, curveFiles.result, curveResultSchema);
