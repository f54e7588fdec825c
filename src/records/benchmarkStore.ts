/** The run folder of `floe benchmark`. */
import { join } from "node:path";
import { fileError, folderIn, writeAtomically } from "../basics/files.js";
import type { Checkpoint } from "../contracts/values.js";
import { readCheckpoint, writeCheckpoint } from "./checkpoint.js";
import { beginRunFolder, configFile } from "./folder.js";
import { prettyJson } from "./json.js";
import { lockFile } from "./runLock.js";
import { benchmarkConfigSchema, benchmarkCourseSchema, benchmarkResultSchema } from "./schemas/benchmark.js";
import { readIfThere, readRecord } from "./store.js";
import type { BenchmarkConfig, BenchmarkCourse, BenchmarkResult } from "./types.js";

export const benchmarkFiles = { config: configFile, course: "course.json", result: "result.json" } as const;

const checkpointFile = join("checkpoint", "latest");

const ours = [...Object.values(benchmarkFiles), "checkpoint", "report.html", "figures", lockFile];

/** Refuses a folder that holds anything, unless `force` and it is a run. @throws InputError */
export function createBenchmarkFolder(folder: string, config: BenchmarkConfig, force: boolean): void {
  beginRunFolder(folder, ours, prettyJson(config), force);
}

/** undefined where there is none. @throws InputError when it is damaged */
export const loadBenchmark = (folder: string): Checkpoint | undefined => readCheckpoint(join(folder, checkpointFile));

export function saveBenchmark(folder: string, checkpoint: Checkpoint): void {
  try {
    folderIn(folder, "checkpoint");
    writeCheckpoint(join(folder, checkpointFile), checkpoint);
  } catch (error) {
    throw fileError(error, `could not write ${join(folder, checkpointFile)}`);
  }
}

/** The result last: with it the run is finished. */
export function endBenchmark(folder: string, course: BenchmarkCourse, result: BenchmarkResult): void {
  writeAtomically(join(folder, benchmarkFiles.course), `${JSON.stringify(course)}\n`);
  writeAtomically(join(folder, benchmarkFiles.result), prettyJson(result));
}

export const readBenchmarkConfig = (folder: string): BenchmarkConfig =>
  readRecord(folder, benchmarkFiles.config, benchmarkConfigSchema);

/** @throws InputError where it is not there, or damaged */
export const readBenchmarkCourse = (folder: string): BenchmarkCourse =>
  readRecord(folder, benchmarkFiles.course, benchmarkCourseSchema);

/** undefined while the run is not finished. @throws InputError when it is damaged */
export const readBenchmarkResult = (folder: string): BenchmarkResult | undefined =>
  readIfThere(folder, benchmarkFiles.result, benchmarkResultSchema);
