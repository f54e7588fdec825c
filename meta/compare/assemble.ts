/** From the trainings' folders to one table: means over tasks and seeds with their errors, curves, and predictions to look at. */
import { check } from "../../src/basics/errors.js";
import { withoutGaps } from "../../src/basics/withoutGaps.js";
import { adjusted, type Controls } from "../controls.js";
import {
  evaluateReference,
  gridPoints,
  midpoints,
  testPoints,
  testSet,
  testTasks,
  validateReference,
  worstErrorOf,
} from "../evaluate.js";
import { metaMethods } from "../learners/index.js";
import { meanError } from "../meanError.js";
import type { Interval, MeanError, MetaResult, MetaTraining, TaskErrors } from "../records.js";
import { familyCalled } from "../setup.js";
import { readMetaErrors, readMetaMetrics, readMetaResult } from "../store.js";
import type { MetaMethod, ReferenceMethod, TaskFamily } from "../types.js";
import { overSeeds, overTasksAndSeeds } from "./intervals.js";
import type { ComparedRow, Course, ErrorAfter, MetaComparison, ReferenceRow } from "./recordTypes.js";
import type { PlannedRow } from "./rows.js";

/** A row with the folders of its trainings, one a seed. */
export interface TrainedRow extends PlannedRow {
  readonly folders: readonly string[];
}

interface Loaded {
  readonly row: TrainedRow;
  readonly results: readonly MetaResult[];
  /** As `adjusted` leaves them. */
  readonly errors: readonly TaskErrors[];
}

/** Everything that the report shows. @param about of the comparison itself @param own a task family that is not of the registry */
export function assemble(
  rows: readonly TrainedRow[],
  about: Pick<MetaComparison, "search" | "diverged" | "backend" | "version">,
  own?: TaskFamily,
): MetaComparison {
  const { family: name, support } = (rows[0] as TrainedRow).training;
  const family = familyCalled(name, own);
  const controls = onceFor(family, `controls ${support}`, () => testSet(family, support).controls);
  const loaded = rows.map((row) => load(row, controls));
  const references = Object.values<MetaMethod>(metaMethods).filter(
    (method): method is ReferenceMethod => method.kind === "reference",
  );
  const first = (loaded[0] as Loaded).errors[0] as TaskErrors;
  return {
    kind: "metaCompare",
    ...about,
    family: name,
    support,
    levels: family.levels,
    tasks: first.errors[0]?.length ?? 0,
    points: testPoints,
    worst: worstErrorOf(family),
    seeds: rows[0]?.folders.length ?? 0,
    rows: loaded.map(comparedRow),
    references: references.map((method) =>
      onceFor(family, `${method.name} ${support}`, () => referenceRow(method, family, support)),
    ),
    differences: differencesOf(loaded),
    grid: Array.from(midpoints(family, gridPoints)),
    examples: first.examples.map(({ x, y, truth }) => ({ x, y, truth })),
  };
}

/** @throws InputError for trainings that were tested on other tasks: those of earlier versions */
function load(row: TrainedRow, controls: Controls): Loaded {
  const errors = row.folders.map((folder): TaskErrors => {
    const one = readMetaErrors(folder);
    check(
      one.errors.every((byTask) => byTask.length === testTasks),
      `${folder} was tested on other tasks than this version of Floe has: begin the run again in another folder`,
    );
    return { ...one, errors: one.errors.map((byTask) => adjusted(byTask, controls)) };
  });
  return { row, results: row.folders.map((folder) => readMetaResult(folder) as MetaResult), errors };
}

const afterStep = ({ errors }: Loaded, index: number): number[][] =>
  errors.map((one) => [...(one.errors[index] as readonly number[])]);

/** The number of steps after which the mean error is smallest: in favour of methods that adapt stepwise, because tasks of the test decide. */
function bestIndex(loaded: Loaded): number {
  const means = stepsOf(loaded).map((_, i) => overTasksAndSeeds(afterStep(loaded, i)).value);
  return means.indexOf(Math.min(...means));
}

const stepsOf = ({ errors }: Loaded): readonly number[] => errors[0]?.steps ?? [];

function comparedRow(loaded: Loaded): ComparedRow {
  const { row, results, errors } = loaded;
  const [result] = results as [MetaResult];
  const best = bestIndex(loaded);
  return {
    label: row.label,
    tuned: row.tuned,
    ablation: row.ablation,
    training: { ...row.training, seed: result.training.seed },
    stepwise: stepsOf(loaded).length > 1,
    parameters: result.parameters,
    criticParameters: result.criticParameters,
    seconds: meanError(results.map(({ seconds }) => seconds)).value,
    errors: stepsOf(loaded).map(
      (steps, i): ErrorAfter => ({ steps, ...overTasksAndSeeds(afterStep(loaded, i)), ...divergedAfter(results, i) }),
    ),
    best: { steps: stepsOf(loaded)[best] as number, ...overTasksAndSeeds(afterStep(loaded, best)) },
    bySupport: result.bySupport.map(({ support }, i) => ({
      support,
      ...overSeeds(
        results.map((one) => one.bySupport[i] as MeanError),
        result.tasks,
      ),
    })),
    courses: row.folders.map(courseOf),
    predictions: (errors[0] as TaskErrors).examples.map(({ predictions }) => predictions[best] as readonly number[]),
    ...intervalsOf(loaded),
  };
}

/** Of methods that say how sure they are. */
function intervalsOf({ errors, results }: Loaded): Pick<ComparedRow, "intervals" | "sd"> {
  const [first] = errors as [TaskErrors];
  const sd = first.examples.flatMap((one) => (one.sd ? [one.sd] : []));
  if (!first.intervals || sd.length === 0) return {};
  const intervals = first.intervals.map(({ level }, i) => {
    const all = errors.map((one) => (one.intervals as readonly Interval[])[i] as Interval);
    const holds = overSeeds(
      all.map(({ holds: value, se }) => ({ value, se })),
      (results[0] as MetaResult).tasks,
    );
    return { level, holds: holds.value, se: holds.se, width: meanError(all.map(({ width }) => width)).value };
  });
  return { intervals, sd };
}

function divergedAfter(results: readonly MetaResult[], i: number): { diverged?: number } {
  const diverged = results.reduce((sum, { errors }) => sum + (errors[i]?.diverged ?? 0), 0);
  return diverged > 0 ? { diverged } : {};
}

function courseOf(folder: string): Course {
  const metrics = readMetaMetrics(folder);
  const validated = metrics.filter(({ validation }) => typeof validation === "number");
  const informed = metrics.filter(({ information }) => typeof information === "number");
  return {
    steps: validated.map(({ step }) => step),
    seconds: validated.map(({ seconds }) => seconds),
    validation: validated.map(({ validation }) => validation as number),
    ...(informed.length > 0
      ? {
          information: informed.map(({ step, information }) => ({ step, nats: information as number })),
        }
      : {}),
  };
}

/** What is the same for all trainings of a family, by names: each one's page shows it, and it takes a second. */
const known = new WeakMap<TaskFamily, Map<string, unknown>>();

function onceFor<T>(family: TaskFamily, name: string, make: () => T): T {
  const all = known.get(family) ?? new Map<string, unknown>();
  known.set(family, all);
  if (!all.has(name)) all.set(name, make());
  return all.get(name) as T;
}

function referenceRow(method: ReferenceMethod, family: TaskFamily, support: number): ReferenceRow {
  const { means, bySupport, examples } = evaluateReference(method, family, support);
  const levels: Readonly<Record<string, number>> = { ...family.levels };
  const level = levels[method.name];
  return {
    name: method.name,
    summary: method.summary,
    ...(means[0] as MeanError),
    ...withoutGaps({ exact: level }),
    validation: validateReference(method, family, support),
    bySupport,
    predictions: examples.map(({ predictions }) => predictions[0] as readonly number[]),
  };
}

/** Of each row and the first tuned one that adapts in one pass, by task and seed: what both have in common cancels. */
function differencesOf(all: readonly Loaded[]): MetaComparison["differences"] {
  const main = all.find((one) => one.row.tuned && stepsOf(one).length === 1) ?? all[0];
  if (!main) return [];
  const own = afterStep(main, bestIndex(main));
  return all
    .filter((one) => one !== main)
    .map((one) => {
      const others = afterStep(one, bestIndex(one));
      const gaps = others.map((seed, s) => seed.map((error, t) => error - ((own[s] as number[])[t] as number)));
      return { label: one.row.label, minus: main.row.label, ...overTasksAndSeeds(gaps) };
    });
}

/** A run folder of one training as a comparison of one row, so that both are reported alike. @param own as above */
export function assembleTraining(folder: string, training: MetaTraining, own?: TaskFamily): MetaComparison {
  const { backend, version } = readMetaResult(folder) as MetaResult;
  const row = { label: training.method, tuned: false, ablation: false, training, folders: [folder] };
  return assemble([row], { search: [], diverged: [], backend, version }, own);
}
