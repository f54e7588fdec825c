/** The run folder: what a run leaves on disk, and how a later one finds it again. */
import { closeSync, existsSync, fsyncSync } from "node:fs";
import { join } from "node:path";
import type { z } from "zod";
import { check, InputError, messageOf } from "../basics/errors.js";
import { fileError, folderIn, openToAppend, writeAll, writeAtomically } from "../basics/files.js";
import { jsonOf, readText } from "../basics/reading.js";
import { show } from "../basics/show.js";
import { type Checked, checked } from "./checked.js";
import { readCheckpoint, writeCheckpoint } from "./checkpoint.js";
import { beginRunFolder, configFile } from "./folder.js";
import { damaged, prettyJson, readJson } from "./json.js";
import { lockFile } from "./runLock.js";
import { resultSchema } from "./schemas/result.js";
import { configSchema, metricSchema } from "./schemas/run.js";
import type { DesignResult, Drawing, Metric, PolicyResult, RunConfig, RunStore } from "./types.js";

export const runFiles = {
  config: configFile,
  metrics: "metrics.jsonl",
  checkpoint: join("checkpoint", "latest"),
  drawing: "drawing.json",
  result: "result.json",
  policy: "policy.json",
  rollouts: "rollouts.json",
  latency: "latency.json",
  beliefs: "beliefs.json",
  learned: "learned.json",
  given: "given.csv",
  from: "from.json",
  calibration: "calibration.json",
} as const;

/** Of a run of `floe next`: the inference that its prior comes from, a run folder of its own. */
export const inferenceFolder = "inference";

/** Everything that Floe writes into a run folder: what `--force` may remove. */
const ours = [
  runFiles.config,
  runFiles.metrics,
  "checkpoint",
  runFiles.drawing,
  runFiles.result,
  runFiles.policy,
  runFiles.rollouts,
  runFiles.latency,
  runFiles.beliefs,
  runFiles.learned,
  runFiles.given,
  runFiles.from,
  runFiles.calibration,
  inferenceFolder,
  "report.html",
  "figures",
  lockFile,
];

/** Draws that are a run's prior, and a policy whose training goes on in it. */
export interface MadeWith {
  readonly given?: { readonly text: string };
  readonly from?: { readonly text: string };
}

/** Refuses a folder that holds anything, unless `force` and it is a run; then the old run is removed. @param made texts of the files that it is made with, which it keeps @throws InputError */
export function createRunFolder(folder: string, config: RunConfig, force: boolean, made: MadeWith = {}): RunStore {
  beginRunFolder(folder, ours, prettyJson(config), force);
  for (const name of ["given", "from"] as const) {
    const text = made[name]?.text;
    if (text !== undefined) writeAtomically(join(folder, runFiles[name]), text);
  }
  return openStore(folder);
}

/** The records of an existing folder. Touches nothing before the first write. */
export function openStore(folder: string): RunStore {
  const path = (name: keyof typeof runFiles) => join(folder, runFiles[name]);
  let metrics: number | undefined;
  const openMetrics = () => {
    metrics ??= openToAppend(path("metrics"));
    return metrics;
  };
  return {
    appendMetric(metric) {
      try {
        writeAll(openMetrics(), `${JSON.stringify(metric)}\n`);
      } catch (error) {
        throw fileError(error, `could not write ${path("metrics")}`);
      }
    },
    saveCheckpoint(checkpoint) {
      try {
        const descriptor = openMetrics();
        folderIn(folder, "checkpoint");
        fsyncSync(descriptor); // lines that a checkpoint counts must be on disk before it is
        writeCheckpoint(path("checkpoint"), checkpoint);
      } catch (error) {
        throw fileError(error, `could not write ${path("checkpoint")}`);
      }
    },
    loadCheckpoint: () => readCheckpoint(path("checkpoint")),
    rewriteMetrics(arrange) {
      const before = existsSync(path("metrics")) ? readText(path("metrics")) : "";
      const after = arrange(readMetrics(folder))
        .map((metric) => `${JSON.stringify(metric)}\n`)
        .join("");
      if (after === before) return;
      if (metrics !== undefined) closeSync(metrics);
      metrics = undefined;
      writeAtomically(path("metrics"), after);
    },
    saveDrawing: (drawing: Drawing) => writeAtomically(path("drawing"), JSON.stringify(drawing)),
    savePolicy: (policy) => writeAtomically(path("policy"), `${JSON.stringify(policy)}\n`),
    saveRollouts: (rollouts) => writeAtomically(path("rollouts"), `${JSON.stringify(rollouts)}\n`),
    saveLatency: (latency) => writeAtomically(path("latency"), prettyJson(latency)),
    saveBeliefs: (beliefs) => writeAtomically(path("beliefs"), `${JSON.stringify(beliefs)}\n`),
    saveLearned: (learned) => writeAtomically(path("learned"), `${JSON.stringify(learned)}\n`),
    saveResult: (result) => writeAtomically(path("result"), prettyJson(result)),
  };
}

const ownKinds: readonly unknown[] = configSchema.shape.kind.options;

/** @throws InputError when the folder is no run, or one of another kind, or its config.json is damaged */
export function readConfig(folder: string): RunConfig {
  const { kind } = readJson(folder, runFiles.config);
  const isOther = typeof kind === "string" && !ownKinds.includes(kind);
  check(!isOther, `${folder} holds a run of kind ${show(kind)}: this needs one of floe design or floe train`);
  return readRecord(folder, runFiles.config, configSchema);
}

/** undefined while the run is not finished. @throws InputError when it is damaged */
export function readResult(folder: string): DesignResult | PolicyResult | undefined {
  if (!existsSync(join(folder, runFiles.result))) return undefined;
  const { kind } = readJson(folder, runFiles.result);
  check(ownKinds.includes(kind), `${join(folder, runFiles.result)}: no report is known for runs of kind ${show(kind)}`);
  return readRecord(folder, runFiles.result, resultSchema);
}

/** What follows the last newline was never finished. @throws InputError naming the first line that is no record */
export function readMetrics(folder: string): Metric[] {
  return readRecordLines(folder, runFiles.metrics, metricSchema);
}

/** Lines of JSON; none where there is no file. @throws InputError naming the first line that is not what it should be */
export function readRecordLines<T>(folder: string, name: string, schema: z.ZodType<T>): T[] {
  const file = join(folder, name);
  const { lines, problems } = parseLines(existsSync(file) ? readText(file) : "", schema);
  const [problem] = problems;
  if (problem === undefined) return lines;
  throw new InputError(
    `${file} is damaged: ${problem}. Put back a copy of it, or begin the run again in another folder; nothing was changed.`,
  );
}

/** The lines that are what they should be, and in words what is wrong with the others. */
export function parseLines<T>(text: string, schema: z.ZodType<T>): { readonly lines: T[]; readonly problems: string[] } {
  const lines: T[] = [];
  const problems: string[] = [];
  for (const [i, line] of text.split("\n").slice(0, -1).entries()) {
    const found = readLine(line, schema);
    if (found.damage === undefined) lines.push(found.record);
    else problems.push(`line ${i + 1}: ${found.damage}`);
  }
  return { lines, problems };
}

function readLine<T>(line: string, schema: z.ZodType<T>): Checked<T> {
  try {
    return checked(schema, jsonOf(line));
  } catch (error) {
    return { damage: messageOf(error) };
  }
}

/** A record as it was written. @throws InputError when there is none, or it is not what it should be */
export function readRecord<T>(folder: string, name: string, schema: z.ZodType<T>): T {
  const found = checked(schema, readJson(folder, name));
  if (found.damage === undefined) return found.record;
  throw damaged(join(folder, name), found.damage);
}

/** undefined where there is no such file. @throws InputError when it is damaged */
export const readIfThere = <T>(folder: string, name: string, schema: z.ZodType<T>): T | undefined =>
  existsSync(join(folder, name)) ? readRecord(folder, name, schema) : undefined;
