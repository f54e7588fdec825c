/** Every operation that can be compiled for WebAssembly, with the module of kernels that this engine runs fastest. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { compileStep } from "../../../src/engine/compile/index.js";
import { loadKernels, matMulScratch, newMemory } from "../../../src/engine/kernels/kernels.js";
import { kernelShapes } from "../../../src/engine/program/kernelShapes.js";
import { tidied } from "../../../src/engine/tensors.js";
import { cases, gradientCases, known, testCases, values } from "./kernelCases.js";

type T = tf.Tensor;

describe.skipIf(tf.getBackend() !== "wasm")("compiled for WebAssembly", () => {
  testCases();

  test("every operation that can be traced is tried here", () => {
    const tried = new Set([...cases, ...known].map(([kernel]) => kernel).concat(gradientCases.map(([kernel]) => kernel)));
    expect(Object.keys(kernelShapes).filter((kernel) => !tried.has(kernel))).toEqual([]);
  });

  test("a product writes nowhere but into its result and the scratch it asks for", () => {
    const memory = newMemory(160);
    const { matMul, fill } = loadKernels(memory);
    const sizes = [[1, 9, 5], [5, 1, 3], [3, 7, 9], [40, 5000, 9], [300, 200, 8], [9, 9000, 1]] as const; // biome-ignore format: a list
    for (const [M, K, N] of sizes)
      for (const [row, column] of [
        [K, 1],
        [1, M],
      ] as const) {
        // biome-ignore format: pairs
        const all = new Float32Array(memory.buffer);
        const [a, b, c, scratch] = [16, 2 ** 20, 2 ** 21 - 4 * Math.ceil((M * N) / 4), 2 ** 21] as const; // in floats
        fill(all.length - 16, 64, 1);
        const behind = scratch + matMulScratch(M, K) / 4;
        fill(all.length - scratch, 4 * scratch, -1);
        matMul(M, N, K, 4 * a, row, column, 4 * b, N, 1, 4 * c, 0, 0, 4 * scratch);
        expect(all.subarray(c, c + M * N).every((x) => x === K)).toBe(true);
        expect(all.subarray(a, c).every((x) => x === 1)).toBe(true);
        expect(all.subarray(c + M * N, scratch).every((x) => x === 1)).toBe(true);
        expect(all.subarray(behind).every((x) => x === -1)).toBe(true);
      }
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
        step.apply({ all: { t: 1, rate: 0.1, scale: 1 } });
        step.dispose();
      });
    for (let i = 0; i < 20; i++) once(i);
    const [tensors, resident] = [tf.memory().numTensors, process.memoryUsage.rss()];
    for (let i = 0; i < 200; i++) once(i);
    expect(tf.memory().numTensors).toBe(tensors);
    expect(process.memoryUsage.rss() - resident).toBeLessThan(40e6);
  });
});
