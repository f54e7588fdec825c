/** Errors on tasks that no training sees: the same tasks, support points and query points for every method and seed. */

import * as tf from "@tensorflow/tfjs-core";
import { compileStep } from "../src/compile/index.js";
import { fold, split } from "../src/random.js";
import { tidied } from "../src/tensor.js";
import type { Key } from "../src/types.js";
import { drawTasks, pointsAt, randomPoints } from "./batches.js";
import type { Example, MeanError, TaskErrors } from "./recordTypes.js";
import { heldOutKeys, type MetaTask } from "./setup.js";
import { isCritics, type MetaState, tensorsOf } from "./state.js";
import type { Learner, Points, ReferenceMethod, TaskFamily } from "./types.js";

export const testTasks = 1000;
export const gridPoints = 100;
export const stepCounts = [0, 1, 5, 10] as const;
const supportCounts = [1, 2, 3, 5, 10] as const;
const exampleCount = 6;
/** Of the sets that differ in support points: of the same tasks, to look at their course. */
const coarsePoints = 20;
const validationTasks = 200;
const validationPoints = 20;

/** Tasks with their support points, and what is to be predicted. */
export interface HeldOut {
  readonly support: Points;
  readonly query: Points;
}

/** `points` midpoints of equal cells: with the ends of the range among them, averages over x would be biased. */
export function midpoints({ low, high }: Pick<TaskFamily, "low" | "high">, points: number): Float32Array {
  return Float32Array.from({ length: points }, (_, i) => low + ((high - low) * (i + 0.5)) / points);
}

export function heldOut(family: TaskFamily, key: Key, tasks: number, support: number, points: number): HeldOut {
  const k = split(key, "tasks", "support");
  const drawn = drawTasks(family, k.tasks, tasks);
  const grid = midpoints(family, points);
  const x = new Float32Array(tasks * points);
  for (let t = 0; t < tasks; t++) x.set(grid, t * points);
  return {
    // Sets of different sizes have nothing in common.
    support: randomPoints(family, fold(k.support, support), drawn, support),
    query: pointsAt(family, drawn, x, points),
  };
}

export const testSet = (family: TaskFamily, support: number, points: number = gridPoints): HeldOut =>
  heldOut(family, heldOutKeys.metaTest, testTasks, support, points);

export const validationSet = (family: TaskFamily, support: number): HeldOut =>
  heldOut(family, heldOutKeys.metaValidation, validationTasks, support, validationPoints);

/** How many points go through the networks at once: their activations stay in the processor's cache. */
const pointsAtOnce = 2000;

/** Makes predictions for sets of these sizes, again and again with other parameters. */
export interface Predictor {
  /** Predictions [tasks, query points] for each of `steps`. */
  predict(state: MetaState): Float32Array[];
  dispose(): void;
}

export function openPredictor(
  learner: Learner,
  state: MetaState,
  { support, query }: HeldOut,
  steps: readonly number[],
): Predictor {
  const { tasks } = support;
  const most = Math.max(1, Math.floor(pointsAtOnce / query.count));
  const part = Array.from({ length: Math.min(most, tasks) }, (_, i) => i + 1).findLast((n) => tasks % n === 0) as number;
  const slice = ({ x, y, count }: Points, from: number, what: "x" | "y") =>
    tf.tensor2d((what === "x" ? x : y).subarray(from * count, (from + part) * count), [part, count]);
  const inputsAt = (from: number) => ({
    supportX: slice(support, from, "x"),
    supportY: slice(support, from, "y"),
    x: slice(query, from, "x"),
  });
  const own = (all: MetaState): MetaState => ({
    ...all,
    parameters: Object.fromEntries(Object.entries(all.parameters).filter(([name]) => !isCritics(name))),
  });
  const step = tidied(() =>
    compileStep(
      (params, inputs) => {
        const { supportX, supportY, x } = inputs as Record<"supportX" | "supportY" | "x", tf.Tensor2D>;
        const made = learner.predict(params, supportX, supportY, x, steps);
        return Object.fromEntries(made.map((prediction, i) => [`after${i}`, prediction]));
      },
      { variables: tensorsOf(own(state)), inputs: inputsAt(0) },
    ),
  );
  return {
    predict(now) {
      step.push(Object.fromEntries(Object.entries(own(now).parameters).map(([name, { value }]) => [name, { value }])));
      const all = steps.map(() => new Float32Array(tasks * query.count));
      for (let from = 0; from < tasks; from += part) {
        const made = tidied(() => step.run(inputsAt(from)));
        all.forEach((values, i) => {
          // what adapts in one pass predicts once, whatever the number of steps
          values.set((made[`after${i}`] ?? made.after0) as Float32Array, from * query.count);
        });
      }
      return all;
    },
    dispose: () => step.dispose(),
  };
}

/**
 * Adaptation by gradient steps can diverge. What is not finite, or worse than this, counts as this: means stay numbers that JSON can
 * hold, and nobody takes them for adaptation.
 */
export const worstError = 1e6;

/** Mean squared error of each task, at most `worstError`. */
export function errorsByTask(predictions: Float32Array, { tasks, count, y }: Points): number[] {
  return Array.from({ length: tasks }, (_, t) => {
    let sum = 0;
    for (let i = t * count; i < (t + 1) * count; i++) sum += ((predictions[i] as number) - (y[i] as number)) ** 2;
    return sum / count < worstError ? sum / count : worstError; // NaN is not below it
  });
}

export function meanError(values: readonly number[]): MeanError {
  const n = values.length;
  const value = values.reduce((sum, x) => sum + x, 0) / n;
  const variance = values.reduce((sum, x) => sum + (x - value) ** 2, 0) / Math.max(1, n - 1);
  return { value, se: Math.sqrt(variance / n) };
}

/** Which numbers of adaptation steps a method is looked at with, and which of them its training used. */
export function stepsOf({ method, training }: Pick<MetaTask, "method" | "training">): { all: number[]; usual: number } {
  if (!method.stepwise) return { all: [0], usual: 0 };
  const usual = training.settings.innerSteps as number;
  return { all: [...new Set([...stepCounts, usual])].sort((a, b) => a - b), usual };
}

/** All that is reported of a trained method. */
export function* evaluateTrained(task: MetaTask, state: MetaState): Generator<number, TaskErrors> {
  const { family, learner, training } = task;
  const { all, usual } = stepsOf(task);
  const errorsWith = (set: HeldOut, steps: readonly number[]) => {
    const predictor = openPredictor(learner, state, set, steps);
    try {
      return predictor.predict(state);
    } finally {
      predictor.dispose();
    }
  };
  const test = testSet(family, training.support);
  const predictions = errorsWith(test, all);
  yield 0.5;
  const bySupport: (MeanError & { support: number })[] = [];
  for (const support of supportCounts) {
    const set = testSet(family, support, coarsePoints);
    const [made] = errorsWith(set, [usual]);
    bySupport.push({ support, ...meanError(errorsByTask(made as Float32Array, set.query)) });
    yield 0.5 + (0.5 * bySupport.length) / supportCounts.length;
  }
  return {
    steps: all,
    errors: predictions.map((made) => errorsByTask(made, test.query)),
    bySupport,
    examples: examplesOf(test, predictions),
  };
}

export function evaluateReference(method: ReferenceMethod, family: TaskFamily, support: number): TaskErrors {
  const predicted = (set: HeldOut) => predictReference(method, family, set);
  const test = testSet(family, support);
  const predictions = predicted(test);
  const bySupport = supportCounts.map((count) => {
    const set = testSet(family, count, coarsePoints);
    return { support: count, ...meanError(errorsByTask(predicted(set), set.query)) };
  });
  return { steps: [0], errors: [errorsByTask(predictions, test.query)], bySupport, examples: examplesOf(test, [predictions]) };
}

/** Mean squared error on the validation tasks, where trainings are watched. */
export function validateReference(method: ReferenceMethod, family: TaskFamily, support: number): number {
  const set = validationSet(family, support);
  return meanError(errorsByTask(predictReference(method, family, set), set.query)).value;
}

export function predictReference(method: ReferenceMethod, family: TaskFamily, { support, query }: HeldOut): Float32Array {
  const all = new Float32Array(query.x.length);
  for (let t = 0; t < support.tasks; t++) {
    const of = ({ count }: Points, values: Float32Array) => values.subarray(t * count, (t + 1) * count);
    const made = method.predict(family, of(support, support.x), of(support, support.y), of(query, query.x));
    all.set(made, t * query.count);
  }
  return all;
}

function examplesOf({ support, query }: HeldOut, predictions: readonly Float32Array[]): Example[] {
  return Array.from({ length: Math.min(exampleCount, support.tasks) }, (_, t) => {
    const rounded = (values: Float32Array, count: number) =>
      Array.from(values.subarray(t * count, (t + 1) * count), (value) => Number(value.toPrecision(5)));
    return {
      x: rounded(support.x, support.count),
      y: rounded(support.y, support.count),
      truth: rounded(query.y, query.count),
      predictions: predictions.map((made) => rounded(made, query.count)),
    };
  });
}
