/** The run folder of a meta-training: metrics, checkpoint, result, and the model. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readCheckpoint, writeCheckpoint } from "../src/checkpoint.js";
import { check, InputError } from "../src/errors.js";
import { fileError, makeFolder, writeAtomically } from "../src/files.js";
import { prettyJson, readJson } from "../src/records.js";
import { lockFile, lockRun } from "../src/runLock.js";
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
  config: "config.json",
  metrics: "metrics.jsonl",
  checkpoint: join("checkpoint", "latest"),
  model: "model.json",
  errors: "errors.json",
  result: "result.json",
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

const ours = [
  ...Object.values(metaFiles).map((name) => name.split("/")[0] as string),
  "cells",
  "report.html",
  "figures",
  lockFile,
];

/** Makes the folder and writes what is asked for into it. Refuses a folder that holds anything, unless `force` and it is a run. @throws InputError */
export function createMetaFolder(folder: string, config: object, force: boolean): void {
  try {
    mkdirSync(folder, { recursive: true });
    const content = readdirSync(folder);
    if (content.length > 0) {
      const isRun = content.includes(metaFiles.config);
      check(
        force || !isRun,
        `the folder ${folder} already holds a run. Choose another --out, or --force to replace it, or go on with: floe resume ${folder}`,
      );
      check(isRun, `the folder ${folder} exists and is not a run of Floe's: choose another --out; nothing was changed`);
      lockRun(folder)(); // refuses while another process is at work there
      for (const name of ours) rmSync(join(folder, name), { recursive: true, force: true });
    }
    writeAtomically(join(folder, metaFiles.config), prettyJson(config));
  } catch (error) {
    throw error instanceof InputError ? error : fileError(error, `could not make the run folder ${folder}`);
  }
}
