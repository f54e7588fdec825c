/** A log density and its gradient at many places at once: one compiled step. */
import * as tf from "@tensorflow/tfjs-core";
import { type CompiledStep, compileStep } from "../engine/compile/index.js";
import { tidied } from "../engine/tensors.js";
import type { Whitening } from "../numbers/covariance.js";
import type { Logs } from "./target.js";

export interface Slopes {
  /** Log density at each row, nats; -Infinity for what is no number. */
  readonly logs: Float64Array;
  /** [n, p], by the whitened coordinates. */
  readonly gradient: Float64Array;
}

/** Of z = mean + L w, by w [n, p]. */
export interface GradientStep {
  at(w: Float64Array): Slopes;
  /** Other coordinates from now on. */
  whiten(whitening: Whitening): void;
  dispose(): void;
}

export function gradientStep(logs: Logs, n: number, whitening: Whitening): GradientStep {
  const p = whitening.mean.length;
  const inputsOf = ({ mean, lower }: Whitening) => ({
    mean: tf.tensor2d(Float32Array.from(mean), [1, p]),
    upper: tf.tidy(() => tf.transpose(tf.tensor2d(Float32Array.from(lower), [p, p]))),
  });
  let inputs = inputsOf(whitening);
  const step = (vars: Readonly<Record<string, tf.Tensor>>, given: Readonly<Record<string, tf.Tensor>>) => {
    const z = tf.add(given.mean as tf.Tensor2D, tf.matMul(vars.w as tf.Tensor2D, given.upper as tf.Tensor2D)) as tf.Tensor2D;
    const each = logs(z);
    return { each, all: tf.sum(each) };
  };
  const start = tf.zeros([n, p]);
  let compiled: CompiledStep;
  try {
    const optimizer = { objective: "all", groups: { w: ["w"] } };
    compiled = tidied(() => compileStep(step, { variables: { w: start }, inputs, optimizer }));
  } finally {
    tf.dispose([start, ...Object.values(inputs)]);
  }
  inputs = inputsOf(whitening);
  return {
    at(w) {
      compiled.push({ w: { value: Float32Array.from(w) } });
      const { each } = compiled.run(inputs);
      const finite = Float64Array.from(each as Float32Array, (x) => (Number.isFinite(x) ? x : Number.NEGATIVE_INFINITY));
      return { logs: finite, gradient: Float64Array.from(compiled.gradients().w as Float32Array) };
    },
    whiten(next) {
      tf.dispose(inputs);
      inputs = inputsOf(next);
    },
    dispose() {
      tf.dispose(inputs);
      compiled.dispose();
    },
  };
}
