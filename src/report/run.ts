/** A run as its folder tells it. Everything that a report says is computed from this and nothing else. */
import { existsSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { InputError } from "../errors.js";
import { fileError } from "../files.js";
import { type RunConfig, readConfig, readResult, runFiles } from "../records.js";
import type { DesignResult, Drawing, Metric } from "../types.js";

export interface Run {
  /** Name of the run folder. */
  readonly name: string;
  readonly config: RunConfig;
  readonly metrics: readonly Metric[];
  /** Absent while the run is not finished. */
  readonly result?: DesignResult;
  readonly drawing?: Drawing;
  /** What was wrong with the records, for the reader. */
  readonly problems: readonly string[];
}

/** Reads a run folder. @throws InputError when it is none, or when a record is damaged beyond use */
export function loadRun(folder: string): Run {
  const config = readConfig(folder);
  if (config.kind !== "design")
    throw new InputError(`${folder} holds a policy: there is no report for policies yet, see its result.json`);
  const result = readResult(folder) as DesignResult | undefined;
  if (result) checkResult(join(folder, runFiles.result), result);
  const { metrics, problems } = parseMetrics(readText(join(folder, runFiles.metrics)) ?? "");
  const drawing = parseDrawing(readText(join(folder, runFiles.drawing)));
  return {
    name: basename(resolve(folder)),
    config,
    metrics,
    ...(result ? { result } : {}),
    ...(typeof drawing === "object" ? { drawing } : {}),
    problems: [...problems, ...(typeof drawing === "string" ? [drawing] : [])],
  };
}

/** @throws InputError */
function checkResult(file: string, result: DesignResult): void {
  if (result.kind !== "design") throw new InputError(`${file}: no report is known for runs of kind "${result.kind}"`);
  const missing = (["design", "designNames", "gain", "baselines", "training", "warnings"] as const).filter(
    (field) => !result[field],
  );
  if (missing.length)
    throw new InputError(`${file} is damaged: it lacks ${missing.join(", ")}. Put back a copy of it, or repeat the run.`);
}

/** What follows the last newline was never finished; any other unreadable line is told. */
export function parseMetrics(text: string): { metrics: Metric[]; problems: string[] } {
  const metrics: Metric[] = [];
  let unreadable = 0;
  for (const line of text.split("\n").slice(0, -1)) {
    const metric = parsed(line) as Partial<Metric> | undefined;
    const { restart, step, bound, design } = metric ?? {};
    if (typeof restart === "number" && typeof step === "number" && typeof bound === "number" && Array.isArray(design))
      metrics.push(metric as Metric);
    else unreadable++;
  }
  const problem = `metrics.jsonl: ${unreadable} unreadable ${unreadable === 1 ? "line is" : "lines are"} left out of the figures`;
  return { metrics, problems: unreadable ? [problem] : [] };
}

/** The drawing, or what is wrong with it: a report without the picture is better than none. */
function parseDrawing(text: string | undefined): Drawing | string | undefined {
  if (text === undefined) return undefined;
  const drawing = parsed(text) as Drawing | undefined;
  const whole =
    Array.isArray(drawing?.xs) &&
    Array.isArray(drawing.paths) &&
    drawing.paths.every((path) => path.length === drawing.xs.length);
  return whole ? drawing : "drawing.json is damaged: the design is shown without the courses that it is measured on";
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    return undefined;
  }
}

function readText(file: string): string | undefined {
  try {
    return existsSync(file) ? readFileSync(file, "utf8") : undefined;
  } catch (error) {
    throw fileError(error, `could not read ${file}`);
  }
}
