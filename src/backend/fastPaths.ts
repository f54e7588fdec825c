/**
 * What makes TensorFlow.js's own kernels fast on each backend (measured in docs/performance.md).
 * WASM multiplies with a transposed operand 12 to 20 times slower than transpose-then-multiply, and the built-in gradient
 * of matMul uses transposed operands: this gradient transposes explicitly.
 */
import * as tf from "@tensorflow/tfjs-core";

const explicitTransposes: tf.GradConfig = {
  kernelName: "BatchMatMul",
  inputsToSave: ["a", "b"],
  gradFunc: (dy, saved, attrs) => {
    const [a, b] = saved as [tf.Tensor, tf.Tensor];
    const { transposeA, transposeB } = attrs as unknown as { transposeA: boolean; transposeB: boolean };
    const d = dy as tf.Tensor;
    const T = (x: tf.Tensor): tf.Tensor => {
      const axes = x.shape.map((_, i) => i);
      axes.push(axes.pop() as number); // keep batch axes
      const last = axes.length - 1;
      [axes[last - 1], axes[last]] = [axes[last] as number, axes[last - 1] as number];
      return tf.transpose(x, axes);
    };
    const B = transposeB ? b : T(b); // the right operand as it multiplied, transposed
    const A = transposeA ? a : T(a);
    return {
      a: () => (transposeA ? T(tf.matMul(d, B)) : tf.matMul(d, B)),
      b: () => (transposeB ? T(tf.matMul(A, d)) : tf.matMul(A, d)),
    };
  },
};

/** Multiplies a by b transposed; on every backend the fastest way that TensorFlow.js offers there. */
export function matMulTransposed(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return tf.getBackend() === "wasm" ? tf.matMul(a, tf.transpose(b)) : tf.matMul(a, b, false, true);
}

/**
 * TensorFlow.js's WASM matMul keeps its right operand packed by data id, whatever shape it was packed in, and reshape shares
 * the data id: the same numbers as [4, 1] and then as [2, 2] give wrong products without a word. A right operand that comes
 * back in another shape is copied first.
 */
function guardPackedOperands(): void {
  const original = tf.getKernel("BatchMatMul", "wasm");
  const identity = tf.getKernel("Identity", "wasm");
  const packedAs = new WeakMap<object, string>();
  tf.unregisterKernel("BatchMatMul", "wasm");
  tf.registerKernel({
    ...original,
    kernelFunc: (given) => {
      const { a, b } = given.inputs as { a: tf.TensorInfo; b: tf.TensorInfo };
      const shape = b.shape.join();
      const before = packedAs.get(b.dataId);
      if (before === undefined) packedAs.set(b.dataId, shape);
      if (before === undefined || before === shape) return original.kernelFunc(given);
      const copy = identity.kernelFunc({ inputs: { x: b }, backend: given.backend }) as tf.TensorInfo;
      const product = original.kernelFunc({ ...given, inputs: { a, b: { ...copy, shape: b.shape } } });
      (given.backend as tf.KernelBackend).disposeData(copy.dataId);
      return product;
    },
  });
}

export function installFastPaths(backend: string): void {
  if (backend !== "wasm") return;
  guardPackedOperands();
  tf.unregisterGradient("BatchMatMul");
  tf.registerGradient(explicitTransposes);
}
