/** Trains a critic on correlated normals, one coordinate each, whose information is known. */
import * as tf from "@tensorflow/tfjs-core";
import type { Critic, EstimatorMemory, FromScores } from "../../src/contracts/bounds.js";
import { adamAscend, adamSlots, globalNorm } from "../../src/engine/adam.js";
import { criticObjective } from "../../src/information/terms.js";
import { normals } from "../../src/numbers/distributions.js";
import { fold, key, split } from "../../src/numbers/keys.js";
import { correlation } from "../estimators/gaussian.js";

export interface Learned {
  /** Mean bound of the last `tail` steps: every step draws afresh, so it is unbiased for the critic of that time. */
  readonly mean: number;
  readonly se: number;
}

export function learn(estimator: FromScores, critic: Critic, information: number, steps: number, tail: number): Learned {
  const sizes = { theta: 1, outcome: 1, hidden: [32, 32], features: 16 };
  const objective = criticObjective({ estimator, critic, sizes, auxiliary: "shared" });
  const k = split(key(1), "init", "data");
  const [n, rho] = [64, correlation(1, information)];
  const initial = objective.init(k.init);
  const names = Object.keys(initial);
  const shapes = names.map((name) => (initial[name] as tf.Tensor).shape);
  const values = names.map((name) => Float32Array.from((initial[name] as tf.Tensor).dataSync()));
  tf.dispose(initial);
  const slots = values.map((v) => adamSlots(v.length));
  const bounds: number[] = [];
  let memory: [string, number[]][] = [];
  const remember = (tensors: EstimatorMemory) => {
    memory = Object.entries(tensors).map(([name, tensor]) => [name, Array.from(tensor.dataSync())]);
  };
  const recalled = (): EstimatorMemory => Object.fromEntries(memory.map(([name, numbers]) => [name, tf.tensor1d(numbers)]));
  if (estimator.memory) remember(estimator.memory.start());
  for (let t = 1; t <= steps; t++) {
    tf.tidy(() => {
      const [x, e] = [normals(fold(k.data, 2 * t), n), normals(fold(k.data, 2 * t + 1), n)];
      const y = x.map((v, i) => rho * v + Math.sqrt(1 - rho * rho) * (e[i] as number));
      let bound = Number.NaN;
      const climbed = (...params: tf.Tensor[]): tf.Scalar => {
        const bag = Object.fromEntries(names.map((name, i) => [name, params[i] as tf.Tensor]));
        const terms = objective.terms(bag, tf.tensor2d(x, [n, 1]), tf.tensor2d(y, [n, 1]));
        const reported = estimator.contributions(terms, estimator.memory ? recalled() : undefined);
        bound = tf.mean(reported).dataSync()[0] as number;
        if (estimator.memory) remember(estimator.memory.next(recalled(), terms));
        return tf.mean(estimator.objective?.(terms, recalled()) ?? reported);
      };
      const { grads } = tf.valueAndGrads(climbed)(values.map((v, i) => tf.tensor(v.slice(), shapes[i])));
      const gradients = grads.map((g) => g.dataSync() as Float32Array);
      const scale = Math.min(1, 1 / globalNorm(gradients));
      for (const [i, v] of values.entries()) {
        adamAscend(v, gradients[i] as Float32Array, slots[i] as (typeof slots)[number], t, 3e-3, scale);
      }
      bounds.push(bound);
    });
  }
  const last = bounds.slice(-tail);
  const mean = last.reduce((sum, b) => sum + b, 0) / tail;
  const variance = last.reduce((sum, b) => sum + (b - mean) ** 2, 0) / (tail - 1);
  return { mean, se: Math.sqrt(variance / tail) };
}
