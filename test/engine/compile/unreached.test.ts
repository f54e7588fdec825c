/** Variables that an objective does not reach: their gradient is 0, compiled and eagerly alike. */
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { compileStep, type Step } from "../../../src/engine/compile/index.js";
import { tidied } from "../../../src/engine/tensors.js";

const step: Step = ({ w }, { x }) => ({ bound: tf.sum(tf.mul(w as tf.Tensor, x as tf.Tensor)) });

test.each([false, true])("stay where they are while the others move (eager: %s)", (eager) => {
  const [variables, inputs] = [
    { w: tf.tensor1d([1, 2]), idle: tf.tensor2d([[3, 4, 5]]), alone: tf.tensor1d([6]) },
    { x: tf.tensor1d([3, 4]) },
  ];
  const groups = { own: ["w", "idle"], other: ["alone"] };
  const compiled = tidied(() => compileStep(step, { variables, inputs, optimizer: { objective: "bound", groups }, eager }));
  if (!eager && tf.getBackend() !== "cpu") expect(compiled.how).not.toBe("eager");
  expect(tidied(() => compiled.run(inputs)).bound?.[0]).toBe(11);
  expect(compiled.norms()).toEqual({ own: 5, other: 0 });
  const still = { w: [3, 4], idle: [0, 0, 0], alone: [0] };
  expect(Object.fromEntries(Object.entries(compiled.gradients()).map(([name, g]) => [name, [...g]]))).toEqual(still);
  compiled.apply({ own: { t: 1, rate: 0.5, scale: 1 }, other: { t: 1, rate: 0.5, scale: 1 } });
  const { w, idle, alone } = compiled.read(["w", "idle", "alone"]);
  expect(w?.[0]).toBeCloseTo(1.5, 5);
  expect([...(idle ?? []), ...(alone ?? [])]).toEqual([3, 4, 5, 6]);
  compiled.dispose();
  tf.dispose([variables, inputs]);
});

test.each([false, true])("a sum of one tensor is another tensor: its gradient is counted once (eager: %s)", (eager) => {
  const [variables, inputs] = [{ w: tf.tensor1d([1, 2]) }, { x: tf.tensor1d([3, 4]) }];
  const summed: Step = ({ w }, { x }) => {
    const each = tf.addN([tf.mul(w as tf.Tensor, x as tf.Tensor)]);
    return { each, bound: tf.sum(each) };
  };
  const optimizer = { objective: "bound", groups: { own: ["w"] } };
  const compiled = tidied(() => compileStep(summed, { variables, inputs, optimizer, eager }));
  tidied(() => compiled.run(inputs));
  expect([...(compiled.gradients().w ?? [])]).toEqual([3, 4]);
  compiled.dispose();
  tf.dispose([variables, inputs]);
});
