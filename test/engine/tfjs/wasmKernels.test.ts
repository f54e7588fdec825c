/** Floe's kernels on TensorFlow.js's WASM backend: every one that is registered, against plain loops and against what it replaced. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { originalKernel, ownKernels } from "../../../src/engine/tfjs/fastPaths.js";
import type { WasmBackend } from "../../../src/engine/tfjs/wasmHeap.js";
import { reluGradName } from "../../../src/engine/tfjs/wasmKernels.js";
import { type Case, drawn } from "./case.js";
import { kernelCases } from "./kernelCases.js";

const run = (kernel: string, inputs: object, attrs: object = {}): tf.Tensor =>
  tf.engine().runKernel(kernel, inputs as tf.NamedTensorMap, attrs as tf.NamedAttrMap) as tf.Tensor;

/** float32's overflow is no error, nor is what is lost below its smallest normal number. */
function wrongOnes(found: ArrayLike<number>, { expected, scale }: Pick<Case, "expected" | "scale">, tolerance: number) {
  return expected.flatMap((wanted, i) => {
    const [f, e] = [found[i] as number, Math.fround(wanted)];
    const allowed = 1.2e-38 + tolerance * Math.max(Math.abs(e), scale?.[i] ?? 0);
    return Object.is(f, e) || f === e || Math.abs(f - e) <= allowed ? [] : [{ i, found: f, expected: e }];
  });
}

/** TensorFlow.js's own are no judge of special values, empty tensors, batches that broadcast, and one bias for all columns. */
function theirsIsRight({ kernel, inputs, expected }: Case): boolean {
  const { a, b, bias } = inputs;
  if (!expected.every(Number.isFinite) || Object.values(inputs).some(({ size }) => size === 0)) return false;
  if (!a || !b || !kernel.endsWith("MatMul")) return true;
  const matches = `${a.shape.slice(0, -2)}` === `${b.shape.slice(0, -2)}`;
  return matches && bias?.size !== 1 && (kernel === "BatchMatMul" || a.rank === 3);
}

const label = ({ inputs, attrs }: Case): string => {
  const shapes = Object.entries(inputs).map(([name, x]) => `${name} [${x.shape}]`);
  return `${shapes.join(" ")} ${JSON.stringify(attrs)}`;
};

describe.skipIf(tf.getBackend() !== "wasm")("on the WASM backend", () => {
  test.each(Object.keys(ownKernels))("%s", (kernel) => {
    const own = kernelCases.filter((c) => c.kernel === kernel);
    expect(own.length).toBeGreaterThan(3);
    for (const c of own) {
      const handled = ownKernels[kernel]?.(tf.backend() as unknown as WasmBackend, c.inputs, c.attrs);
      expect(handled, label(c)).toBeDefined();
      tf.backend().disposeData((handled as tf.TensorInfo).dataId);
      const out = run(kernel, c.inputs, c.attrs);
      expect(out.shape, label(c)).toEqual(c.shape);
      expect(wrongOnes(out.dataSync(), c, 1e-6), label(c)).toEqual([]);
      out.dispose();
    }
  });

  test.each(Object.keys(ownKernels).filter((name) => name !== reluGradName))(
    "%s agrees with the kernel that it replaced",
    (kernel) => {
      const ordinary = kernelCases.filter((c) => c.kernel === kernel && theirsIsRight(c));
      let compared = 0;
      for (const c of ordinary) {
        const theirs = originalKernel(kernel).kernelFunc({
          inputs: c.inputs as unknown as tf.NamedTensorInfoMap,
          attrs: c.attrs as tf.NamedAttrMap,
          backend: tf.backend(),
        }) as tf.TensorInfo;
        const expected = Array.from(tf.backend().readSync(theirs.dataId) as ArrayLike<number>);
        tf.backend().disposeData(theirs.dataId);
        const out = run(kernel, c.inputs, c.attrs);
        expect(wrongOnes(out.dataSync(), { expected, ...(c.scale ? { scale: c.scale } : {}) }, 4e-6), label(c)).toEqual([]);
        out.dispose();
        compared++;
      }
      expect(compared).toBeGreaterThan(1);
    },
  );

  test("every case is of a kernel that is registered", () => {
    expect(kernelCases.map(({ kernel }) => kernel).filter((kernel) => !ownKernels[kernel])).toEqual([]);
  });

  test("other dtypes, ranks and axes are left to TensorFlow.js", () => {
    tf.tidy(() => {
      const whole = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3], "int32");
      const numbers = (x: tf.Tensor) => [x.dtype, ...x.dataSync()];
      expect(numbers(tf.add(whole, whole))).toEqual(["int32", 2, 4, 6, 8, 10, 12]);
      expect(numbers(tf.maximum(whole, tf.scalar(3, "int32")))).toEqual(["int32", 3, 3, 3, 4, 5, 6]);
      expect(numbers(tf.neg(whole))).toEqual(["int32", -1, -2, -3, -4, -5, -6]);
      expect(numbers(tf.greater(whole, tf.scalar(4, "int32")))).toEqual(["bool", 0, 0, 0, 0, 1, 1]);
      expect(numbers(tf.slice(whole, [0, 2], [2, 1]))).toEqual(["int32", 3, 6]);
      expect(() => tf.slice(tf.ones([3]), [2], [2])).toThrow(/overflow/);
      expect(numbers(tf.sum(whole, 0))).toEqual(["int32", 5, 7, 9]);
      expect(numbers(tf.sum(tf.tensor1d([true, false, true], "bool")))).toEqual(["int32", 2]);
      expect(numbers(tf.max(whole, 1))).toEqual(["int32", 3, 6]);
      expect(numbers(tf.mean(whole, 1))).toEqual(["float32", 2, 5]);
      expect(numbers(tf.transpose(whole))).toEqual(["int32", 1, 4, 2, 5, 3, 6]);
      const cube = tf.reshape(tf.range(0, 8), [2, 2, 2]);
      expect(numbers(tf.transpose(cube, [2, 0, 1]))).toEqual(["float32", 0, 2, 4, 6, 1, 3, 5, 7]);
      expect(numbers(tf.sum(cube, [0, 2]))).toEqual(["float32", 10, 18]);
      expect(() => tf.matMul(tf.ones([2, 3]), tf.ones([2, 3]))).toThrow(/inner shapes/i);
      expect(() => run("Add", { a: tf.ones([2]), b: tf.ones([3]) })).toThrow(/broadcast/);
    });
  });

  test("a product with an activation is right when its right operand comes back in another shape", () => {
    tf.tidy(() => {
      const b = tf.tensor1d([1, 2, 3, 4]);
      const product = (shape: [number, number]) =>
        tf.fused.matMul({ a: tf.ones([1, shape[0]]), b: tf.reshape(b, shape) as tf.Tensor2D, activation: "elu" });
      expect([...product([4, 1]).dataSync(), ...product([2, 2]).dataSync()]).toEqual([10, 4, 6]);
    });
  });

  test("ReLU's gradient is one pass, is 0 behind ReLU whatever comes from above, and has a second derivative", async () => {
    const [x, w] = [drawn(1, [4, 3]), drawn(2, [4, 3])];
    const kernels: string[] = [];
    const slope = tf.grad((v) => tf.sum(tf.mul(w, tf.relu(v))));
    const { kernelNames } = await tf.profile(() => slope(x));
    kernels.push(...kernelNames);
    expect(kernels).toContain(reluGradName);
    expect(kernels).not.toContain("Step");
    const masked = Array.from(x.dataSync(), (v, i) => (v > 0 ? (w.dataSync()[i] as number) : 0));
    expect(Array.from(slope(x).dataSync())).toEqual(masked);
    const steep = tf.grad((v) => tf.div(1, tf.relu(v)))(tf.tensor1d([-1, 2]));
    expect(Array.from(steep.dataSync())).toEqual([0, -0.25]);
    // relu(x)³ has the derivatives 3·x² and 6·x where x > 0
    const second = tf.grad((v) => tf.sum(tf.grad((u) => tf.sum(tf.pow(tf.relu(u), 3)))(v)))(tf.tensor1d([-1, 0.5, 2]));
    expect(Array.from(second.dataSync())).toEqual([0, 3, 12]);
  });

  test("tensors of another backend come along, and ReLU's gradient works there too", async () => {
    await tf.setBackend("cpu");
    const a = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    const there = Array.from(
      tf
        .grad((v) => tf.sum(tf.relu(v)))(tf.tensor1d([-1, 2]))
        .dataSync(),
    );
    await tf.setBackend("wasm");
    expect(there).toEqual([0, 1]);
    expect(Array.from(tf.matMul(a, a, true, false).dataSync())).toEqual([10, 14, 14, 20]);
  });
});
