/** Small questions about a run that several figures and tables ask. */
import { max, min } from "simple-statistics";
import { designNumbers, enumerate, named, withUnit } from "../../basics/text.js";
import type { Scale } from "../../contracts/values.js";
import { inPieces } from "../../numbers/measurements.js";
import { type Axis, shareAt } from "../../numbers/scales.js";
import { nameInGroup } from "../../records/groupRows.js";
import type { About, DrawnMetric } from "../../records/types.js";
import type { Run } from "./run.js";

export interface Restart {
  readonly index: number;
  readonly metrics: readonly DrawnMetric[];
  /** The one whose design is reported; while the run is not finished, the one in progress. */
  readonly chosen: boolean;
}

/** The restarts that left metrics, in ascending order of step each. */
export function restartsOf({ metrics, result }: Run): Restart[] {
  const groups = new Map<number, DrawnMetric[]>();
  for (const metric of metrics) {
    const group = groups.get(metric.restart);
    if (group) group.push(metric);
    else groups.set(metric.restart, [metric]);
  }
  const indices = [...groups.keys()].sort((a, b) => a - b);
  // A policy is trained after the static designs, from the best of them.
  const chosen = result?.kind === "design" ? result.training.chosen : indices.at(-1);
  return indices.map((index) => ({ index, metrics: groups.get(index) as DrawnMetric[], chosen: index === chosen }));
}

/** What config.json tells of the experiment itself, where it does. */
export function aboutOf({ config }: Run): About | undefined {
  return config.about;
}

export function simulatorOf(run: Run): string {
  return run.result?.simulator ?? aboutOf(run)?.methods[0]?.name ?? run.config.simulator;
}

export function estimatorOf(run: Run): string {
  return run.config.estimator;
}

export function unitOf(run: Run): string {
  return run.result?.designUnit ?? aboutOf(run)?.design.unit ?? "";
}

/** Numbers of one measurement. */
export const widthIn = (run: Run): number => aboutOf(run)?.design.width ?? 1;

/** Groups of subjects, and subjects in each, where there are several. */
export function groupsIn(run: Run): { readonly groups: number; readonly subjects: number } | undefined {
  const { groups = 1, subjects } = aboutOf(run)?.design ?? {};
  return subjects === undefined ? undefined : { groups, subjects };
}

/** Whether each measurement is one number that leads to one outcome, as figures of a line need it. */
export const isSingleIn = (run: Run): boolean =>
  widthIn(run) === 1 && run.rollouts?.design[0]?.length === run.rollouts?.outcome[0]?.length;

/** Names of the design's numbers, with their units where these differ. */
export function namesWithUnits(run: Run): string[] {
  const units = aboutOf(run)?.design.units;
  return designNamesOf(run).map((name, i) => {
    const own = units?.[i];
    return own && !name.endsWith(`(${own})`) ? `${name} (${own})` : name;
  });
}

/** The unit of the i-th number of the design. */
export const unitOfNumber = (run: Run, i: number): string => aboutOf(run)?.design.units?.[i] ?? unitOf(run);

/** What the j-th number of every measurement is called, with its unit: "x" of x1, x2, ... */
export function numberTitle(run: Run, j: number): string {
  const name = (designNamesOf(run)[j] ?? "design").replace(/\.?1$/, "");
  return named(name, unitOfNumber(run, j));
}

/** True for runs of policies that decide after every outcome, finished or not. */
export function isPolicy({ config, result }: Run): boolean {
  return (result?.kind ?? config.kind) === "policy";
}

/** What a run's result is called beside what it is compared with: in a legend, and in a sentence. */
export function subjectOf(run: Run): { readonly short: string; readonly long: string } {
  return isPolicy(run) ? { short: "policy", long: "the policy" } : { short: "optimised", long: "the optimised design" };
}

/** The design that the run stands for: the result's, or the latest one of an unfinished run; a policy has none. */
export function designOf(run: Run): readonly number[] {
  if (isPolicy(run)) return [];
  return (run.result?.kind === "design" ? run.result.design : run.metrics.at(-1)?.design) ?? [];
}

export function designNamesOf(run: Run): readonly string[] {
  return run.result?.designNames ?? aboutOf(run)?.design.names ?? designOf(run).map((_, i) => `d${i + 1}`);
}

export interface Bounds {
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** False when the records do not tell the limits and the values seen stand in for them. */
  readonly known: boolean;
}

/** Feasible range of every coordinate. */
export function boundsOf(run: Run): Bounds {
  const about = aboutOf(run);
  const design = designOf(run);
  if (about && (!design.length || about.design.low.length === design.length))
    return { low: about.design.low, high: about.design.high, known: true };
  const seen = [...run.metrics.flatMap((metric) => metric.design), ...design, ...(run.drawing?.xs ?? [])];
  const [low, high] = seen.length ? [min(seen), max(seen)] : [0, 1];
  return { low: design.map(() => low), high: design.map(() => high), known: false };
}

/** The smallest range that holds every coordinate's. */
export function overallRange(run: Run): [number, number] {
  const { low, high } = boundsOf(run);
  return low.length ? [min([...low]), max([...high])] : [0, 1];
}

/** True when all coordinates have the same limits and can share one axis. */
export function commonRange(run: Run): boolean {
  const { low, high } = boundsOf(run);
  return low.every((value) => value === low[0]) && high.every((value) => value === high[0]);
}

/** One axis on which all coordinates can be drawn. */
export interface DesignAxis {
  readonly domain: [number, number];
  readonly log?: boolean;
  /** Where the i-th coordinate's value lies on it. */
  at(value: number, i: number): number;
  readonly title: string;
}

/** On which scale the i-th coordinate was trained. */
export function scaleOf(run: Run, i: number): Scale {
  return aboutOf(run)?.design.scales?.[i] ?? "linear";
}

/** The coordinates' own axis where they have the same limits, else the share of each one's range. */
export function designAxis(run: Run): DesignAxis {
  const { low, high } = boundsOf(run);
  const axes = low.map((from, i) => ({ low: from, high: high[i] as number, scale: scaleOf(run, i) }));
  if (commonRange(run)) {
    const log = axes.length > 0 && axes.every(({ scale }) => scale === "log");
    return { domain: overallRange(run), ...(log ? { log } : {}), at: (value) => value, title: coordinateTitle(run) };
  }
  const at = (value: number, i: number) => ((low[i] as number) < (high[i] as number) ? shareAt(axes[i] as Axis, value) : 0);
  return { domain: [0, 1], at, title: "share of the allowed range" };
}

/** What a coordinate is, as an axis title with its unit. */
export function coordinateTitle(run: Run): string {
  const unit = unitOf(run);
  const title = run.drawing?.xTitle;
  if (title) return title;
  return named("design", unit);
}

/** The training estimator's cap, null where it has none or the records do not tell. */
export function capOf(run: Run): number | null {
  return run.result ? run.result.training.cap : (aboutOf(run)?.cap ?? null);
}

/** True when all runs simulate the same thing with designs of the same length, so that their gains can be compared. */
export function sameExperiment(runs: readonly Run[]): boolean {
  const keys = runs.map((run) => {
    const { simulator, simulatorHash, settings, designs, given } = run.config;
    return JSON.stringify([simulator, simulatorHash, given?.hash, Object.entries(settings).sort(), designs, groupsIn(run)]);
  });
  return new Set(keys).size === 1;
}

/** The design in a line: "0.40, 0.41, 4.87, 18.66 and 20.93 h", "−10 (5 times) and 10 (5 times)", "group 1: 0.5 and 2 h; group 2: 1 and 4 h". */
export function designWords(run: Run, design: readonly number[] = designOf(run)): string {
  const words = groupWords(run, design);
  return words.length === 1 ? (words[0] as string) : words.map((own, g) => `group ${g + 1}: ${own}`).join("; ");
}

/** The design of each group in a line; of one subject there is one. */
export function groupWords(run: Run, design: readonly number[] = designOf(run)): string[] {
  const { groups = 1 } = groupsIn(run) ?? {};
  const size = design.length / groups;
  const names = designNamesOf(run).map((name) => (groups > 1 ? nameInGroup(name) : name));
  return inPieces(printedDesign(run, design), size).map((printed) => {
    if (!commonRange(run)) return enumerate(printed.map((text, i) => `${names[i]} = ${withUnit(text, unitOf(run))}`));
    const counts = new Map<string, number>();
    for (const text of printed) counts.set(text, (counts.get(text) ?? 0) + 1);
    const parts = [...counts].map(([text, count]) =>
      count === 1 ? text : `${text} (${count === 2 ? "twice" : `${count} times`})`,
    );
    return withUnit(enumerate(parts), unitOf(run));
  });
}

/** Each number of a design with as many decimals as its range asks for. */
export function printedDesign(run: Run, design: readonly number[] = designOf(run)): string[] {
  const { low, high } = boundsOf(run);
  const isLog = (i: number) => scaleOf(run, i) === "log";
  const range = (i: number) => (isLog(i) ? Math.abs(design[i] as number) : (high[i] ?? 1) - (low[i] ?? 0));
  if (commonRange(run) && !isLog(0)) return designNumbers(design, range(0));
  return design.map((value, i) => designNumbers([value], range(i))[0] as string);
}
