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

export function installFastPaths(backend: string): void {
  if (backend !== "wasm") return;
  tf.unregisterGradient("BatchMatMul");
  tf.registerGradient(explicitTransposes);
}
