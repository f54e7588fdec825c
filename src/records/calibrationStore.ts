/** The run folder of `floe calibrate`. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import { fileError, openToAppend, writeAll, writeAtomically } from "../basics/files.js";
import { readText } from "../basics/reading.js";
import { beginRunFolder, configFile } from "./folder.js";
import { prettyJson } from "./json.js";
import { lockFile } from "./runLock.js";
import { calibrationConfigSchema, calibrationResultSchema, failedReplicationSchema, rankSchema } from "./schemas/calibration.js";
import { readIfThere, readRecord, readRecordLines, runFiles } from "./store.js";
import type { CalibrationConfig, CalibrationResult, FailedReplication, Rank } from "./types.js";

export const calibrationFiles = { config: configFile, ranks: "ranks.jsonl", result: "result.json" } as const;

const ours = [...Object.values(calibrationFiles), "report.html", "figures", lockFile];

/** One replication of one posterior: a rank of each parameter and one of their distance, or why there is none. */
export type Replication = readonly Rank[] | readonly [FailedReplication];

/** Where replications are kept as they come. */
export interface ReplicationStore {
  /** Those that are whole. What follows them was never finished, and is removed. */
  load(): readonly Replication[];
  /** On disk before it returns. */
  append(replication: Replication): void;
}

/** Refuses a folder that holds anything, unless `force` and it is a run. @throws InputError */
export function createCalibrationFolder(folder: string, config: CalibrationConfig, force: boolean): void {
  beginRunFolder(folder, ours, prettyJson(config), force);
}

/** @param lines how many a replication has */
export function openReplications(folder: string, lines: number): ReplicationStore {
  const file = join(folder, calibrationFiles.ranks);
  let descriptor: number | undefined;
  return {
    load() {
      const found = readReplications(folder, lines);
      const text = found.flat().map(lineOf).join("");
      if (existsSync(file) && readText(file) !== text) writeAtomically(file, text);
      return found;
    },
    append(replication) {
      try {
        descriptor ??= openToAppend(file);
        writeAll(descriptor, replication.map(lineOf).join(""));
      } catch (error) {
        throw fileError(error, `could not write ${file}`);
      }
    },
  };
}

const lineOf = (record: object): string => `${JSON.stringify(record)}\n`;

/** Whole ones only. @throws InputError naming the first line that is no record */
export function readReplications(folder: string, lines: number): Replication[] {
  const all = readRecordLines(folder, calibrationFiles.ranks, z.union([rankSchema, failedReplicationSchema]));
  const groups = new Map<string, (Rank | FailedReplication)[]>();
  for (const one of all) {
    const key = JSON.stringify([one.posterior, one.replication]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].filter((group) => group.some(isFailed) || group.length === lines) as unknown as Replication[];
}

export const isFailed = (one: Rank | FailedReplication): one is FailedReplication => one.of === "nothing";

export function saveCalibration(folder: string, result: CalibrationResult): void {
  writeAtomically(join(folder, calibrationFiles.result), prettyJson(result));
}

/** The run that a calibration is about, where that is one. */
export const calibratedRun = ({ run, policy }: CalibrationConfig): string | undefined => run ?? policy?.run;

/** Into the folder of the run that was calibrated. @throws InputError where it cannot be written */
export function keepCalibration(run: string, folder: string, config: CalibrationConfig, result: CalibrationResult): void {
  const kept = { kind: "calibrationOf", folder: resolve(folder), config, result };
  writeAtomically(join(run, runFiles.calibration), prettyJson(kept));
}

export const readCalibrationConfig = (folder: string): CalibrationConfig =>
  readRecord(folder, calibrationFiles.config, calibrationConfigSchema);

/** undefined while the run is not finished. @throws InputError when it is damaged */
export const readCalibrationResult = (folder: string): CalibrationResult | undefined =>
  readIfThere(folder, calibrationFiles.result, calibrationResultSchema);
