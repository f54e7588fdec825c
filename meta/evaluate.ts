/** Errors on tasks that no training sees: the same tasks, support points and query points for every method and seed. */

import type { Key } from "../src/contracts/values.js";
import { uniforms } from "../src/numbers/distributions.js";
import { fold, split } from "../src/numbers/keys.js";
import { pointsAt, randomPoints } from "./batches.js";
import { adjusted, type Controls, controlsOf } from "./controls.js";
import { intervalsOf, wideningOf } from "./coverage.js";
import { meanError } from "./meanError.js";
import { openPredictor, spreadOf } from "./predictor.js";
import type { Example, MeanError, TestedErrors } from "./records.js";
import { digitsFor, fromSeen, scalingOf, seenOf, toSeen } from "./scaling.js";
import { heldOutKeys, type MetaTask } from "./setup.js";
import type { MetaState } from "./state.js";
import type { Numbers, Points, ReferenceMethod, TaskFamily } from "./types.js";
import { drawTasks } from "./values.js";

/** Tasks differ more than places on a task, so that many tasks with few points tell more than few with many. */
export const testTasks = 4000;

export const testPoints = 25;

/** Of the examples' curves. */
export const gridPoints = 100;

export const stepCounts = [0, 1, 5, 10] as const;
const supportCounts = [1, 2, 3, 5, 10] as const;
const exampleCount = 6;

/** Of the sets that differ in support points, to look at their course. */
const coarse = { tasks: 1000, points: 20 } as const;
const validation = { tasks: 400, points: 10 } as const;

/** Tasks with their support points, and what is to be predicted. */
export interface HeldOut {
  readonly support: Points;
  readonly query: Points;
  readonly controls: Controls;
  /** A squared error of 1 of what networks see, in the family's units. */
  readonly square: number;
}

/** `points` midpoints of equal cells: with the ends of the range among them, averages over x would be biased. */
export function midpoints({ low, high }: Pick<TaskFamily, "low" | "high">, points: number): Float64Array {
  return Float64Array.from({ length: points }, (_, i) => low + ((high - low) * (i + 0.5)) / points);
}

/** Each task is asked at one place in each of `points` equal cells, the same place in all of them and at random: means over x have no bias. */
export function heldOut(family: TaskFamily, key: Key, tasks: number, support: number, points: number): HeldOut {
  const k = split(key, "tasks", "support", "places");
  const drawn = drawTasks(family, k.tasks, tasks);
  const { low, high } = seenOf(family).x;
  const places = uniforms(k.places, tasks);
  const x = Float32Array.from(
    { length: tasks * points },
    (_, i) => low + ((high - low) * ((i % points) + (places[Math.floor(i / points)] as number))) / points,
  );
  const query = pointsAt(family, drawn, x, points);
  return {
    // Sets of different sizes have nothing in common.
    support: randomPoints(family, fold(k.support, support), drawn, support),
    query,
    controls: controlsOf(family, query),
    square: scalingOf(family).y.scale ** 2,
  };
}

export const testSet = (family: TaskFamily, support: number, points: number = testPoints): HeldOut =>
  heldOut(family, heldOutKeys.metaTest, testTasks, support, points);

const coarseSet = (family: TaskFamily, support: number): HeldOut =>
  heldOut(family, heldOutKeys.metaTest, coarse.tasks, support, coarse.points);

export const validationSet = (family: TaskFamily, support: number): HeldOut =>
  heldOut(family, heldOutKeys.metaValidation, validation.tasks, support, validation.points);

/** The first tasks of the test, on the grid's midpoints. */
function exampleSet(family: TaskFamily, support: number): Pick<HeldOut, "support" | "query"> {
  const k = split(heldOutKeys.metaTest, "tasks", "support");
  const drawn = drawTasks(family, k.tasks, testTasks).subarray(0, exampleCount * family.parameters);
  const grid = midpoints(seenOf(family).x, gridPoints);
  const x = Float32Array.from({ length: exampleCount * gridPoints }, (_, i) => grid[i % gridPoints] as number);
  return {
    support: randomPoints(family, fold(k.support, support), drawn, support),
    query: pointsAt(family, drawn, x, gridPoints),
  };
}

/**
 * Adaptation by gradient steps can diverge. What is not finite, or worse than this, counts as this: means stay numbers that JSON can
 * hold, and nobody takes them for adaptation. Of what networks see, whose y is of the size of 1: some million times the family's levels.
 */
export const worstError = 1e6;

/** The same in the family's units. */
export const worstErrorOf = (family: TaskFamily): number => worstError * scalingOf(family).y.scale ** 2;

/** Mean squared error of each task, at most `worstError`; predictions and errors as networks see y. */
export function errorsByTask(predictions: Numbers, { tasks, count, y }: Points): number[] {
  return Array.from({ length: tasks }, (_, t) => {
    let sum = 0;
    for (let i = t * count; i < (t + 1) * count; i++) sum += ((predictions[i] as number) - (y[i] as number)) ** 2;
    return sum / count < worstError ? sum / count : worstError; // NaN is not below it
  });
}

/** Which numbers of adaptation steps a method is looked at with, and which of them its training used. */
export function stepsOf({ method, training }: Pick<MetaTask, "method" | "training">): { all: number[]; usual: number } {
  if (!method.stepwise) return { all: [0], usual: 0 };
  const usual = training.settings.innerSteps as number;
  return { all: [...new Set([...stepCounts, usual])].sort((a, b) => a - b), usual };
}

/** Errors of a set in the family's units, and their mean; how many tasks reached `worstError`, where any did. */
export function measured(predictions: Numbers, { query, controls, square }: HeldOut): { errors: number[]; mean: MeanError } {
  const seen = errorsByTask(predictions, query);
  const diverged = seen.filter((error) => error === worstError).length;
  const errors = seen.map((error) => error * square);
  return { errors, mean: { ...meanError(adjusted(errors, controls)), ...(diverged > 0 ? { diverged } : {}) } };
}

/** Tasks and points by which widths are set: more than trainings are watched with, and none of the test's. */
const setting = { tasks: 2000, points: 10 } as const;

/** By how much a method's standard deviations are to be widened, found on validation tasks; undefined where it says none. */
export function widening({ family, learner, training }: MetaTask, state: MetaState): number | undefined {
  if (!learner.spread) return undefined;
  const set = heldOut(family, heldOutKeys.metaValidation, setting.tasks, training.support, setting.points);
  const predictor = openPredictor(learner, state, set, [0]);
  try {
    const [made] = predictor.predict(state) as [Float32Array];
    return wideningOf(made, spreadOf(learner, state, set) as Float32Array, set.query);
  } finally {
    predictor.dispose();
  }
}

/** All that is reported of a trained method. @param wider what its standard deviations are multiplied by */
export function* evaluateTrained(task: MetaTask, state: MetaState, wider = 1): Generator<number, TestedErrors> {
  const { family, learner, training } = task;
  const spreads = (set: Pick<HeldOut, "support" | "query">) => spreadOf(learner, state, set)?.map((sd) => wider * sd);
  const { all, usual } = stepsOf(task);
  const predict = (set: Pick<HeldOut, "support" | "query">, steps: readonly number[]) => {
    const predictor = openPredictor(learner, state, set, steps);
    try {
      return predictor.predict(state);
    } finally {
      predictor.dispose();
    }
  };
  const test = testSet(family, training.support);
  const made = predict(test, all);
  const after = made.map((predictions) => measured(predictions, test));
  const sd = spreads(test);
  yield 0.5;
  const bySupport: (MeanError & { support: number })[] = [];
  for (const support of supportCounts) {
    const set = coarseSet(family, support);
    const [ofSet] = predict(set, [usual]);
    bySupport.push({ support, ...measured(ofSet as Float32Array, set).mean });
    yield 0.5 + (0.5 * bySupport.length) / supportCounts.length;
  }
  const shown = exampleSet(family, training.support);
  return {
    steps: all,
    errors: after.map(({ errors }) => errors.map((error) => Number(error.toPrecision(8)))),
    means: after.map(({ mean }) => mean),
    bySupport,
    ...(sd ? { intervals: intervalsOf(made[0] as Float32Array, sd, test.query, scalingOf(family).y.scale) } : {}),
    examples: examplesOf(family, shown, predict(shown, all), spreads(shown)),
  };
}

export function evaluateReference(method: ReferenceMethod, family: TaskFamily, support: number): TestedErrors {
  const measure = (set: HeldOut) => measured(predictReference(method, family, set), set);
  const { errors, mean } = measure(testSet(family, support));
  const bySupport = supportCounts.map((count) => ({ support: count, ...measure(coarseSet(family, count)).mean }));
  const shown = exampleSet(family, support);
  const examples = examplesOf(family, shown, [predictReference(method, family, shown)]);
  return { steps: [0], errors: [errors], means: [mean], bySupport, examples };
}

/** Mean squared error on the validation tasks, where trainings are watched. */
export function validateReference(method: ReferenceMethod, family: TaskFamily, support: number): number {
  const set = validationSet(family, support);
  return measured(predictReference(method, family, set), set).mean.value;
}

/** As networks would see y, in double precision. */
export function predictReference(
  method: ReferenceMethod,
  family: TaskFamily,
  { support, query }: Pick<HeldOut, "support" | "query">,
): Float64Array {
  const { x, y } = scalingOf(family);
  const all = new Float64Array(query.x.length);
  for (let t = 0; t < support.tasks; t++) {
    const of = ({ count }: Points, values: Float32Array) => values.subarray(t * count, (t + 1) * count);
    const points = [fromSeen(of(support, support.x), x), fromSeen(of(support, support.y), y)] as const;
    const made = method.predict(family, ...points, fromSeen(of(query, query.x), x));
    all.set(toSeen(made, y), t * query.count);
  }
  return all;
}

/** In the family's units. */
function examplesOf(
  family: TaskFamily,
  { support, query }: Pick<HeldOut, "support" | "query">,
  predictions: readonly Numbers[],
  sd?: Numbers,
): Example[] {
  const scaling = scalingOf(family);
  return Array.from({ length: support.tasks }, (_, t) => {
    const rounded = (values: Numbers, count: number, axis: "x" | "y") =>
      Array.from(fromSeen(values.subarray(t * count, (t + 1) * count), scaling[axis]), (value) =>
        Number(value.toPrecision(digitsFor(scaling[axis], 5))),
      );
    return {
      x: rounded(support.x, support.count, "x"),
      y: rounded(support.y, support.count, "y"),
      truth: rounded(query.y, query.count, "y"),
      predictions: predictions.map((made) => rounded(made, query.count, "y")),
      ...(sd
        ? {
            sd: Array.from(sd.subarray(t * query.count, (t + 1) * query.count), (one) =>
              Number((one * scaling.y.scale).toPrecision(4)),
            ),
          }
        : {}),
    };
  });
}
