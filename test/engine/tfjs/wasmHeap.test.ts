/** What src/engine/tfjs/wasmHeap.ts assumes of tfjs-backend-wasm 4.22, by name, and that its memory is left as it was found. */
import { createRequire } from "node:module";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { ownKernels } from "../../../src/engine/tfjs/fastPaths.js";
import type { WasmBackend } from "../../../src/engine/tfjs/wasmHeap.js";
import { drawn } from "./case.js";
import { kernelCases } from "./kernelCases.js";

const backend = () => tf.backend() as unknown as WasmBackend & { readonly wasm: { readonly HEAPU8: Uint8Array } };
const heapBytes = (): number => backend().wasm.asm.memory.buffer.byteLength;

describe.skipIf(tf.getBackend() !== "wasm")("the WASM backend's memory", () => {
  test("is where version 4.22 has it", () => {
    expect(createRequire(import.meta.url)("@tensorflow/tfjs-backend-wasm/package.json").version).toBe("4.22.0");
    const { wasm, dataIdMap } = backend();
    expect(wasm.asm.memory.buffer).toBe(wasm.HEAPU8.buffer);
    const x = tf.tensor1d([1.5, -2]);
    const { memoryOffset } = dataIdMap.get(x.dataId);
    expect(Array.from(new Float32Array(wasm.asm.memory.buffer, memoryOffset, 2))).toEqual([1.5, -2]);
    const out = backend().makeOutput([3], "float32");
    expect(dataIdMap.get(out.dataId).memoryOffset % 4).toBe(0);
    expect(out).toMatchObject({ shape: [3], dtype: "float32" });
    backend().disposeData(out.dataId);
    const address = wasm._malloc(8);
    expect(address).toBeGreaterThan(0);
    wasm._free(address);
    x.dispose();
  });

  test("may grow between and during calls", () => {
    tf.tidy(() => {
      const [a, b] = [drawn(1, [40, 50]), drawn(2, [50, 30])] as [tf.Tensor2D, tf.Tensor2D];
      const product = Array.from(tf.matMul(a, b).dataSync());
      const before = heapBytes();
      const large = tf.ones([1 << 20]); // 4 MiB, and as much again in every call
      let sum: tf.Tensor = large;
      let calls = 1;
      for (; heapBytes() < before + 48e6; calls++) sum = tf.add(sum, large);
      expect(tf.max(sum).dataSync()[0]).toBe(calls);
      expect(tf.min(sum).dataSync()[0]).toBe(calls);
      expect(Array.from(tf.matMul(a, b).dataSync())).toEqual(product);
    });
  });

  test("is as it was after 10,000 calls of each kernel", () => {
    const [a, b] = [drawn(1, [64, 64]), drawn(2, [64, 64])]; // 18 kB of scratch, 180 MB if it were kept
    const products = { BatchMatMul: {}, _FusedMatMul: { activation: "sigmoid" } } as Record<string, object>;
    const once = (kernel: string) => {
      const example = kernelCases.find((c) => c.kernel === kernel && c.expected.length > 1);
      const inputs = kernel in products ? { a, b } : example?.inputs;
      const attrs = { transposeA: false, transposeB: true, ...example?.attrs, ...products[kernel] };
      const out = tf.engine().runKernel(kernel, inputs as unknown as tf.NamedTensorMap, attrs as unknown as tf.NamedAttrMap);
      (out as tf.Tensor).dispose();
    };
    for (const kernel of Object.keys(ownKernels)) once(kernel);
    const before = { ...tf.memory(), heap: heapBytes(), data: tf.backend().numDataIds() };
    for (const kernel of Object.keys(ownKernels)) for (let i = 0; i < 10_000; i++) once(kernel);
    expect({ ...tf.memory(), heap: heapBytes(), data: tf.backend().numDataIds() }).toEqual(before);
  });
});
