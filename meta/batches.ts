/** From a key to tasks, their points and a step's tensors. */
import * as tf from "@tensorflow/tfjs-core";
import { uniforms } from "../src/distributions.js";
import { InputError } from "../src/errors.js";
import { split } from "../src/random.js";
import type { Key } from "../src/types.js";
import type { Batch, Points, TaskFamily } from "./types.js";

export interface BatchSizes {
  readonly tasks: number;
  readonly support: number;
  readonly query: number;
}

/** n tasks. @throws InputError when the family gives another count of numbers */
export function drawTasks(family: TaskFamily, key: Key, n: number): Float32Array {
  const tasks = family.draw(key, n);
  if (tasks.length === n * family.parameters) return tasks;
  throw new InputError(
    `task family ${family.name}: draw(key, ${n}) must give ${n * family.parameters} numbers, ` +
      `${family.parameters} a task, and gave ${tasks.length}`,
  );
}

/** The values of tasks at given x. @param tasks as `draw` gives them @param x [n, count] @throws InputError when one is not finite */
export function pointsAt(family: TaskFamily, tasks: Float32Array, x: Float32Array, count: number): Points {
  const n = tasks.length / family.parameters;
  const y = new Float32Array(n * count);
  for (let t = 0; t < n; t++) {
    const task = tasks.subarray(t * family.parameters, (t + 1) * family.parameters);
    for (let i = t * count; i < (t + 1) * count; i++) y[i] = family.value(task, x[i] as number);
  }
  const bad = y.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return { tasks: n, count, x, y };
  throw new InputError(`task family ${family.name}: the value at x = ${x[bad]} is ${y[bad]}; it must be finite`);
}

/** `count` points of each task, x uniform on the range and in ascending order: a set has no other order of its own. */
export function randomPoints(family: TaskFamily, key: Key, tasks: Float32Array, count: number): Points {
  const n = tasks.length / family.parameters;
  const x = uniforms(key, n * count, family.low, family.high);
  for (let t = 0; t < n; t++) x.subarray(t * count, (t + 1) * count).sort();
  return pointsAt(family, tasks, x, count);
}

/** One training step's tasks. @throws InputError when the family gives what cannot be */
export function drawBatch(family: TaskFamily, key: Key, sizes: BatchSizes): { readonly support: Points; readonly query: Points } {
  const k = split(key, "tasks", "support", "query");
  const tasks = drawTasks(family, k.tasks, sizes.tasks);
  return {
    support: randomPoints(family, k.support, tasks, sizes.support),
    query: randomPoints(family, k.query, tasks, sizes.query),
  };
}

const tensorOf = (values: Float32Array, { tasks, count }: Points): tf.Tensor2D => tf.tensor2d(values, [tasks, count]);

export function batchTensors(support: Points, query: Points): Batch {
  return {
    supportX: tensorOf(support.x, support),
    supportY: tensorOf(support.y, support),
    queryX: tensorOf(query.x, query),
    queryY: tensorOf(query.y, query),
  };
}
