/** Every operation that can be compiled for WebAssembly, with the module of kernels that this engine runs fastest. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { compileStep } from "../../src/compile/index.js";
import { kernelShapes } from "../../src/compile/kernelShapes.js";
import { tidied } from "../../src/tensor.js";
import { cases, gradientCases, known, testCases, values } from "./kernelCases.js";

type T = tf.Tensor;

describe.skipIf(tf.getBackend() !== "wasm")("compiled for WebAssembly", () => {
  testCases();

  test("every operation that can be traced is tried here", () => {
    const tried = new Set([...cases, ...known].map(([kernel]) => kernel).concat(gradientCases.map(([kernel]) => kernel)));
    expect(Object.keys(kernelShapes).filter((kernel) => !tried.has(kernel))).toEqual([]);
  });

  test("200 steps compiled, run and disposed of leave no tensor and little memory", () => {
    const once = (i: number) =>
      tidied(() => {
        const w = values(i, [40 + (i % 7), 30]);
        const optimizer = { objective: "y", groups: { all: ["w"] } };
        const step = compileStep((v, x) => ({ y: tf.sum(tf.tanh(tf.matMul(x.x as T, v.w as tf.Tensor2D))) }), {
          variables: { w },
          inputs: { x: values(1, [20, 40 + (i % 7)]) },
          optimizer,
        });
        step.run({ x: values(2, [20, 40 + (i % 7)]) });
        step.apply("all", { t: 1, rate: 0.1, scale: 1 });
        step.dispose();
      });
    for (let i = 0; i < 20; i++) once(i);
    const [tensors, resident] = [tf.memory().numTensors, process.memoryUsage.rss()];
    for (let i = 0; i < 200; i++) once(i);
    expect(tf.memory().numTensors).toBe(tensors);
    expect(process.memoryUsage.rss() - resident).toBeLessThan(40e6);
  });
});
