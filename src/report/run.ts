/** A run as its folder tells it. Everything that a report says is computed from this and nothing else. */
import { existsSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { InputError } from "../errors.js";
import { fileError } from "../files.js";
import { type RunConfig, readConfig, readResult, runFiles } from "../records.js";
import type { DesignResult, Drawing, Latency, Metric, PolicyResult, Rollouts } from "../types.js";

export interface Run {
  /** Name of the run folder. */
  readonly name: string;
  readonly config: RunConfig;
  readonly metrics: readonly Metric[];
  /** Absent while the run is not finished. */
  readonly result?: DesignResult | PolicyResult;
  readonly drawing?: Drawing;
  /** Of a finished policy: experiments in which it decided, and how quickly it decides. */
  readonly rollouts?: Rollouts;
  readonly latency?: Latency;
  /** What was wrong with the records, for the reader. */
  readonly problems: readonly string[];
}

/** Reads a run folder. @throws InputError when it is none, or when a record is damaged beyond use */
export function loadRun(folder: string): Run {
  const config = readConfig(folder);
  const result = readResult(folder);
  if (result) checkResult(join(folder, runFiles.result), result);
  const { metrics, problems } = parseMetrics(readText(join(folder, runFiles.metrics)) ?? "");
  const drawing = parseDrawing(readText(join(folder, runFiles.drawing)));
  const rollouts = parseRollouts(readText(join(folder, runFiles.rollouts)), drawing);
  const latency = parsed(readText(join(folder, runFiles.latency)) ?? "") as Latency | undefined;
  return {
    name: basename(resolve(folder)),
    config,
    metrics,
    ...(result ? { result } : {}),
    ...(typeof drawing === "object" ? { drawing } : {}),
    ...(typeof rollouts === "object" ? { rollouts } : {}),
    ...(typeof latency?.median === "number" && typeof latency.p99 === "number" ? { latency } : {}),
    problems: [...problems, ...[drawing, rollouts].filter((found) => typeof found === "string")],
  };
}

/** @throws InputError */
function checkResult(file: string, result: DesignResult | PolicyResult): void {
  const { kind } = result;
  if (kind !== "design" && kind !== "policy") throw new InputError(`${file}: no report is known for runs of kind "${kind}"`);
  const needed = [kind === "design" ? "design" : "horizon", "designNames", "gain", "baselines", "training", "warnings"];
  const missing = needed.filter((field) => !(result as unknown as Record<string, unknown>)[field]);
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

/** As `parseDrawing`: every experiment has a place and an outcome a step, and a course as long as the drawing's axis. */
function parseRollouts(text: string | undefined, drawing: Drawing | string | undefined): Rollouts | string | undefined {
  if (text === undefined) return undefined;
  const rollouts = parsed(text) as Rollouts | undefined;
  const width = typeof drawing === "object" ? drawing.xs.length : 0;
  const rows = (table: unknown, count?: number): boolean =>
    Array.isArray(table) &&
    table.length === rollouts?.design?.length &&
    table.every((row) => Array.isArray(row) && row.length === (count ?? row.length) && row.every(Number.isFinite));
  const steps = rollouts?.design?.[0]?.length;
  const whole =
    steps !== undefined &&
    rows(rollouts?.design, steps) &&
    rows(rollouts?.outcome, steps) &&
    rows(rollouts?.theta) &&
    (rollouts?.courses === undefined || rows(rollouts.courses, width));
  return whole ? rollouts : "rollouts.json is damaged: the report does without the experiments in which the policy decided";
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
