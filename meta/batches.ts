/** From a key to tasks, their points and a step's tensors. */
import * as tf from "@tensorflow/tfjs-core";
import type { Key } from "../src/contracts/values.js";
import { uniforms } from "../src/numbers/distributions.js";
import { split } from "../src/numbers/keys.js";
import { fromSeen, scalingOf, seenOf, toSeen } from "./scaling.js";
import type { Batch, Numbers, Points, TaskFamily } from "./types.js";
import { drawTasks, valuesAt } from "./values.js";

export interface BatchSizes {
  readonly tasks: number;
  readonly support: number;
  readonly query: number;
}

/**
 * Points of tasks, as networks see them.
 * @param tasks as `draw` gives them @param x [n, count], as networks see it @throws InputError when a value is not finite
 */
export function pointsAt(family: TaskFamily, tasks: Numbers, x: Float32Array, count: number): Points {
  const scaling = scalingOf(family);
  const y = valuesAt(family, tasks, fromSeen(x, scaling.x), count);
  return { tasks: tasks.length / family.parameters, count, x, y: Float32Array.from(toSeen(y, scaling.y)) };
}

/** `count` points of each task, x uniform on the range and in ascending order: a set has no other order of its own. */
export function randomPoints(family: TaskFamily, key: Key, tasks: Numbers, count: number): Points {
  const n = tasks.length / family.parameters;
  const { low, high } = seenOf(family).x;
  const x = uniforms(key, n * count, low, high);
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
