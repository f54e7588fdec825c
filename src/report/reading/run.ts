/** A run as its folder tells it. Everything that a report says is computed from this and nothing else. */
import { existsSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import type { z } from "zod";
import { jsonOf, readText } from "../../basics/reading.js";
import { checked } from "../../records/checked.js";
import { runCalibrationSchema } from "../../records/schemas/calibration.js";
import { drawnMetricSchema } from "../../records/schemas/run.js";
import { drawingSchema, latencySchema, pastSchema, rolloutsSchema } from "../../records/schemas/shown.js";
import { parseLines, readConfig, readResult, runFiles } from "../../records/store.js";
import type { DesignResult, Drawing, DrawnMetric, Latency, PolicyResult, Rollouts, RunConfig } from "../../records/types.js";

import type { CalibratedRun } from "./calibration.js";

export interface Run {
  /** Name of the run folder. */
  readonly name: string;
  readonly config: RunConfig;
  readonly metrics: readonly DrawnMetric[];
  /** Absent while the run is not finished. */
  readonly result?: DesignResult | PolicyResult;
  readonly drawing?: Drawing;
  /** Of a finished policy: experiments in which it decided, and how quickly it decides. */
  readonly rollouts?: Rollouts;
  readonly latency?: Latency;
  /** What had been measured when a policy was refined: with what is known from it, the experiments of `rollouts` go on. Lost measurements have no outcome. */
  readonly after?: readonly { readonly design: readonly number[]; readonly outcome?: readonly number[] }[];
  /** How its posteriors fare, where `floe calibrate` was run on it; `folder` is where that run is. */
  readonly calibration?: CalibratedRun & { readonly folder: string };
  /** What was wrong with the records, for the reader. */
  readonly problems: readonly string[];
}

/** Reads a run folder. @throws InputError when it is none, or when a record is damaged beyond use */
export function loadRun(folder: string): Run {
  const config = readConfig(folder);
  const result = readResult(folder);
  const { metrics, problems } = parseMetrics(textOf(folder, runFiles.metrics) ?? "");
  const drawing = parsed(
    textOf(folder, runFiles.drawing),
    drawingSchema,
    "drawing.json is damaged: the design is shown without the courses that it is measured on",
  );
  const rollouts = parsed(
    textOf(folder, runFiles.rollouts),
    rolloutsSchema(typeof drawing === "object" ? drawing.xs.length : 0),
    "rollouts.json is damaged: the report does without the experiments in which the policy decided",
  );
  const latency = parsed(textOf(folder, runFiles.latency), latencySchema, "latency.json is damaged: the report does without it");
  const refined = (config as { readonly from?: unknown }).from !== undefined;
  const past = parsed(
    refined ? textOf(folder, runFiles.policy) : undefined,
    pastSchema,
    "policy.json is damaged: the report does not show what had been measured before",
  );
  const calibration = parsed(
    textOf(folder, runFiles.calibration),
    runCalibrationSchema,
    "calibration.json is damaged: the report does without it; floe report of the calibration's own folder has it",
  );
  return {
    name: basename(resolve(folder)),
    config,
    metrics,
    ...(result ? { result } : {}),
    ...(typeof drawing === "object" ? { drawing } : {}),
    ...(typeof rollouts === "object" ? { rollouts } : {}),
    ...(typeof latency === "object" ? { latency } : {}),
    ...(typeof past === "object" && past.after ? { after: past.after } : {}),
    ...(typeof calibration === "object"
      ? {
          calibration: {
            ...calibration,
            folder: relative(resolve(folder), calibration.folder),
            name: basename(calibration.folder),
          },
        }
      : {}),
    problems: [...problems, ...[drawing, rollouts, latency, past, calibration].filter((found) => typeof found === "string")],
  };
}

/** What follows the last newline was never finished; any other unreadable line is told. */
export function parseMetrics(text: string): { metrics: DrawnMetric[]; problems: string[] } {
  const { lines, problems } = parseLines(text, drawnMetricSchema);
  const count = problems.length;
  const problem = `metrics.jsonl: ${count} unreadable ${count === 1 ? "line is" : "lines are"} left out of the figures`;
  return { metrics: lines, problems: count ? [problem] : [] };
}

/** A record that a report can do without: undefined where there is none, and in words what is lost where it is damaged. */
function parsed<T>(text: string | undefined, schema: z.ZodType<T>, lost: string): T | string | undefined {
  if (text === undefined) return undefined;
  try {
    const found = checked(schema, jsonOf(text));
    return found.damage === undefined ? found.record : lost;
  } catch {
    return lost;
  }
}

const textOf = (folder: string, name: string): string | undefined =>
  existsSync(join(folder, name)) ? readText(join(folder, name)) : undefined;
