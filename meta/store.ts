/** The run folder of a meta-training: metrics, checkpoint, result, and the model. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readCheckpoint, writeCheckpoint } from "../src/checkpoint.js";
import { makeFolder, writeAtomically } from "../src/files.js";
import { prettyJson, readJson } from "../src/records.js";
import { beginRunFolder, configFile } from "../src/runFolder.js";
import { lockFile } from "../src/runLock.js";
import type { Checkpoint } from "../src/types.js";
import type { MetaMetric, MetaModelFile, MetaResult, TaskErrors } from "./recordTypes.js";

/** Where a training keeps its records. The folder on disk is one; the library without a folder uses none. */
export interface MetaStore {
  /** Replaces all lines of metrics. */
  saveMetrics(metrics: readonly MetaMetric[]): void;
  readMetrics(): MetaMetric[];
  saveCheckpoint(checkpoint: Checkpoint): void;
  loadCheckpoint(): Checkpoint | undefined;
  saveModel(model: MetaModelFile): void;
  saveErrors(errors: TaskErrors): void;
  /** The last thing that is written. */
  saveResult(result: MetaResult): void;
}

export const metaFiles = {
  config: configFile,
  metrics: "metrics.jsonl",
  checkpoint: join("checkpoint", "latest"),
  model: "model.json",
  errors: "errors.json",
  result: "result.json",
  diverged: "diverged.json",
  report: "report.json",
} as const;

export function openMetaStore(folder: string): MetaStore {
  const path = (name: keyof typeof metaFiles) => join(folder, metaFiles[name]);
  return {
    saveMetrics: (metrics) => writeAtomically(path("metrics"), metrics.map((metric) => `${JSON.stringify(metric)}\n`).join("")),
    readMetrics: () => readMetaMetrics(folder),
    saveCheckpoint(checkpoint) {
      makeFolder(join(folder, "checkpoint"));
      writeCheckpoint(path("checkpoint"), checkpoint);
    },
    loadCheckpoint: () => readCheckpoint(path("checkpoint")),
    saveModel: (model) => writeAtomically(path("model"), `${JSON.stringify(model)}\n`),
    saveErrors: (errors) => writeAtomically(path("errors"), prettyJson(errors)),
    saveResult: (result) => writeAtomically(path("result"), prettyJson(result)),
  };
}

export function readMetaMetrics(folder: string): MetaMetric[] {
  const file = join(folder, metaFiles.metrics);
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

export const readMetaErrors = (folder: string): TaskErrors => readJson(folder, metaFiles.errors) as unknown as TaskErrors;

/** undefined while the run is not finished. */
export function readMetaResult<Result = MetaResult>(folder: string): Result | undefined {
  return existsSync(join(folder, metaFiles.result)) ? (readJson(folder, metaFiles.result) as Result) : undefined;
}

/** A training of a comparison that cannot be brought to an end, and why; it is not tried again. */
export function saveDivergence(folder: string, message: string): void {
  writeAtomically(join(folder, metaFiles.diverged), prettyJson({ message }));
}

export function readDivergence(folder: string): string | undefined {
  return existsSync(join(folder, metaFiles.diverged))
    ? (readJson(folder, metaFiles.diverged) as { message: string }).message
    : undefined;
}

const ours = [
  ...Object.values(metaFiles).map((name) => name.split("/")[0] as string),
  "cells",
  "report.html",
  "figures",
  lockFile,
];

/** Makes the folder and writes what is asked for into it. Refuses a folder that holds anything, unless `force` and it is a run. @throws InputError */
export function createMetaFolder(folder: string, config: object, force: boolean): void {
  beginRunFolder(folder, ours, prettyJson(config), force);
}
