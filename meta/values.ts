/** A family's tasks and their values, in the family's own units and in double precision. */
import { InputError } from "../src/basics/errors.js";
import type { Key } from "../src/contracts/values.js";
import type { Numbers, TaskFamily } from "./types.js";

/** n tasks. @throws InputError when the family gives another count of numbers */
export function drawTasks(family: TaskFamily, key: Key, n: number): Numbers {
  const tasks = family.draw(key, n);
  if (tasks.length === n * family.parameters) return tasks;
  throw new InputError(
    `task family ${family.name}: draw(key, ${n}) must give ${n * family.parameters} numbers, ` +
      `${family.parameters} a task, and gave ${tasks.length}`,
  );
}

/** @param tasks as `draw` gives them @param x [n, count] @returns [n, count] @throws InputError when a value is not finite */
export function valuesAt(family: TaskFamily, tasks: Numbers, x: Float64Array, count: number): Float64Array {
  const n = tasks.length / family.parameters;
  const y = new Float64Array(n * count);
  for (let t = 0; t < n; t++) {
    const task = tasks.subarray(t * family.parameters, (t + 1) * family.parameters);
    for (let i = t * count; i < (t + 1) * count; i++) y[i] = family.value(task, x[i] as number);
  }
  const bad = y.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return y;
  throw new InputError(`task family ${family.name}: the value at x = ${x[bad]} is ${y[bad]}; it must be finite`);
}
