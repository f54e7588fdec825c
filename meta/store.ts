/** The run folder of a meta-training: metrics, checkpoint, result, and the model. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { z } from "zod";
import { check } from "../src/basics/errors.js";
import { folderIn, writeAtomically } from "../src/basics/files.js";
import type { Checkpoint } from "../src/contracts/values.js";
import { readCheckpoint, writeCheckpoint } from "../src/records/checkpoint.js";
import { beginRunFolder, configFile } from "../src/records/folder.js";
import { prettyJson } from "../src/records/json.js";
import { type Chain, chainOf, sameChain } from "../src/records/metricChain.js";
import { lockFile } from "../src/records/runLock.js";
import { readRecord, readRecordLines } from "../src/records/store.js";
import type { MetaComparison } from "./compare/recordTypes.js";
import type { MetaMetric, MetaModelFile, MetaResult, TaskErrors } from "./records.js";
import { comparisonSchema } from "./schemas/comparison.js";
import { divergenceSchema, metaMetricSchema, metaResultSchema, taskErrorsSchema } from "./schemas/training.js";

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
  let seen = chainOf([]); // what the metrics were when a checkpoint was written, or is
  return {
    saveMetrics(metrics) {
      seen = chainOf(metrics);
      writeAtomically(path("metrics"), metrics.map((metric) => `${JSON.stringify(metric)}\n`).join(""));
    },
    readMetrics() {
      const metrics = readMetaMetrics(folder).slice(0, seen.lines); // later ones are made again
      check(
        sameChain(chainOf(metrics), seen),
        `${path("metrics")} is not what the checkpoint has seen: lines were lost, changed or added. Put back a copy of the file, or begin ` +
          "the run again in another folder; nothing was changed.",
      );
      return metrics;
    },
    saveCheckpoint({ state, arrays }) {
      folderIn(folder, "checkpoint");
      writeCheckpoint(path("checkpoint"), { state: { ...(state as object), seen }, arrays });
    },
    loadCheckpoint() {
      const checkpoint = readCheckpoint(path("checkpoint"));
      const known = (checkpoint?.state as { seen?: Chain } | undefined)?.seen;
      seen = known ?? (checkpoint ? chainOf(readMetaMetrics(folder)) : chainOf([])); // older checkpoints did not tell
      return checkpoint;
    },
    saveModel: (model) => writeAtomically(path("model"), `${JSON.stringify(model)}\n`),
    saveErrors: (errors) => writeAtomically(path("errors"), prettyJson(errors)),
    saveResult: (result) => writeAtomically(path("result"), prettyJson(result)),
  };
}

/** @throws InputError for a line that is none */
export function readMetaMetrics(folder: string): MetaMetric[] {
  return readRecordLines(folder, metaFiles.metrics, metaMetricSchema);
}

export const readMetaErrors = (folder: string): TaskErrors => readRecord(folder, metaFiles.errors, taskErrorsSchema);

/** undefined while the training is not finished. @throws InputError when it is damaged */
export const readMetaResult = (folder: string): MetaResult | undefined => readIfThere(folder, metaFiles.result, metaResultSchema);

/** As `readMetaResult`, of a comparison. */
export const readComparison = (folder: string): MetaComparison | undefined =>
  readIfThere(folder, metaFiles.result, comparisonSchema);

/** A training that cannot be brought to an end, and why: from the same options it would come to the same. */
export function saveDivergence(folder: string, message: string): void {
  writeAtomically(join(folder, metaFiles.diverged), prettyJson({ message }));
}

export const readDivergence = (folder: string): string | undefined =>
  readIfThere(folder, metaFiles.diverged, divergenceSchema)?.message;

function readIfThere<T>(folder: string, name: string, schema: z.ZodType<T>): T | undefined {
  return existsSync(join(folder, name)) ? readRecord(folder, name, schema) : undefined;
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
