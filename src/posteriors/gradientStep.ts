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
  /** False where an operation of the likelihood has no gradient: then all slopes are 0. */
  readonly differentiable: boolean;
  at(w: Float64Array): Slopes;
  /** Other coordinates from now on. */
  whiten(whitening: Whitening): void;
  dispose(): void;
}

type Tensors = Readonly<Record<string, tf.Tensor>>;

/** z of whitened places. Pure. */
const placed = (vars: Tensors, given: Tensors): tf.Tensor2D =>
  tf.add(given.mean as tf.Tensor2D, tf.matMul(vars.w as tf.Tensor2D, given.upper as tf.Tensor2D));

const inputsOf = ({ mean, lower }: Whitening): { mean: tf.Tensor2D; upper: tf.Tensor2D } => {
  const p = mean.length;
  return tf.tidy(() => ({
    mean: tf.tensor2d(Float32Array.from(mean), [1, p]),
    upper: tf.transpose(tf.tensor2d(Float32Array.from(lower), [p, p])),
  }));
};

export function gradientStep(logs: Logs, n: number, whitening: Whitening): GradientStep {
  const size = n * whitening.mean.length;
  const { step, differentiable } = compiled(logs, n, whitening);
  let inputs = inputsOf(whitening);
  return {
    differentiable,
    at(w) {
      step.push({ w: { value: Float32Array.from(w) } });
      const { each } = step.run(inputs);
      return {
        logs: Float64Array.from(each as Float32Array, (x) => (Number.isFinite(x) ? x : Number.NEGATIVE_INFINITY)),
        gradient: differentiable ? Float64Array.from(step.gradients().w as Float32Array) : new Float64Array(size),
      };
    },
    whiten(next) {
      tf.dispose([inputs.mean, inputs.upper]);
      inputs = inputsOf(next);
    },
    dispose() {
      tf.dispose([inputs.mean, inputs.upper]);
      step.dispose();
    },
  };
}

/** Tried once: TensorFlow.js tells by an error that an operation has no gradient. */
function compiled(logs: Logs, n: number, whitening: Whitening): { step: CompiledStep; differentiable: boolean } {
  return tidied(() => {
    const variables = { w: tf.zeros([n, whitening.mean.length]) };
    const inputs = inputsOf(whitening);
    const plain = (vars: Tensors, given: Tensors) => ({ each: logs(placed(vars, given)) });
    const summed = (vars: Tensors, given: Tensors) => {
      const { each } = plain(vars, given);
      return { each, all: tf.sum(each) };
    };
    let step: CompiledStep | undefined;
    try {
      step = compileStep(summed, { variables, inputs, optimizer: { objective: "all", groups: { w: ["w"] } } });
      step.run(inputs);
      return { step, differentiable: true };
    } catch {
      step?.dispose();
      return { step: compileStep(plain, { variables, inputs }), differentiable: false };
    }
  });
}
