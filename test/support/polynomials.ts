/** Polynomials measured with normal noise: everything that is asked of them is a normal density, computed here by plain loops. */
import * as tf from "@tensorflow/tfjs-core";
import { box } from "../../designs/index.js";
import type { DeclaredGoal } from "../../src/contracts/goal.js";
import { column } from "../../src/engine/tensors.js";
import { defineSimulator } from "../../src/modelling/defineSimulator.js";
import { forOwnDesigns, gaussianScores, paired } from "../../src/modelling/likelihoods.js";
import { independent, normal } from "../../src/modelling/priors.js";
import { normals } from "../../src/numbers/distributions.js";
import { split } from "../../src/numbers/keys.js";

export interface Polynomial {
  readonly name: string;
  readonly degree: number;
  readonly noiseSd: number;
  readonly goals?: Readonly<Record<string, DeclaredGoal>>;
  readonly likelihood?: false;
}

/** c0 + c1 x + .. + noise, coefficients standard normal a priori, x from -1 to 1. */
export function polynomial({ name, degree, noiseSd, goals, likelihood }: Polynomial) {
  // By Horner's rule: the derivative of a zeroth power at 0 is not finite.
  const height = (theta: tf.Tensor2D, design: tf.Tensor2D): tf.Tensor2D =>
    Array.from({ length: degree }, (_, k) => degree - 1 - k).reduce<tf.Tensor>(
      (sum, k) => tf.add(tf.mul(sum, design), column(theta, k)),
      tf.add(tf.zerosLike(design), column(theta, degree)),
    ) as tf.Tensor2D;
  const names = Array.from({ length: degree + 1 }, (_, k) => `c${k}`);
  const prior = independent(Object.fromEntries(names.map((one) => [one, normal(0, 1)])));
  return defineSimulator({
    name,
    summary: "a polynomial",
    use: "in tests",
    settings: { noiseSd: { default: noiseSd, min: 1e-3, help: "noise" } },
    defaultDesigns: 3,
    create: (designs, settings) => ({
      name,
      summary: "a polynomial",
      settings,
      prior,
      designs: box({ low: -1, high: 1, dim: designs, exchangeable: true }),
      outcome: { names: Array.from({ length: designs }, (_, i) => `y${i + 1}`), unit: "", kind: "continuous" },
      ...(goals ? { goals } : {}),
      draw(key, n) {
        const k = split(key, "theta", "error");
        const error = normals(k.error, n * designs).map((z) => z * settings.noiseSd);
        return { theta: prior.sample(k.theta, n), noise: { error: tf.tensor2d(error, [n, designs]) } };
      },
      simulate: (theta, design, { error }) => tf.add(height(theta, design), error as tf.Tensor2D),
      measure: (theta, at, { error }, step) => tf.add(height(theta, at), column(error as tf.Tensor2D, step)),
      ...(likelihood === false
        ? {}
        : {
            logLikelihood: forOwnDesigns((theta, design, outcome) => {
              const own = design.shape[0] > 1;
              const [each, at, seen] = own ? paired(theta, design, outcome) : [theta, design, outcome];
              const mean = height(each, at);
              if (!own) return gaussianScores(mean, tf.fill(mean.shape, settings.noiseSd), outcome);
              const z = tf.div(tf.sub(seen, mean), settings.noiseSd);
              const logs = tf.sub(tf.mul(-0.5, tf.square(z)), Math.log(settings.noiseSd * Math.sqrt(2 * Math.PI)));
              return tf.reshape(tf.sum(logs, 1), [theta.shape[0], outcome.shape[0]]);
            }),
          }),
    }),
  });
}

/** Covariance of the outcomes given nothing but that the coefficients in `unknown` are not known. */
export function covariance(design: readonly number[], unknown: readonly number[], noiseSd: number): number[][] {
  return design.map((a, i) =>
    design.map((b, j) => (i === j ? noiseSd ** 2 : 0) + unknown.reduce((sum, k) => sum + a ** k * b ** k, 0)),
  );
}

export function cholesky(matrix: readonly (readonly number[])[]): number[][] {
  const root = matrix.map((row) => row.map(() => 0));
  for (const [i, row] of root.entries())
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i]?.[j] as number;
      for (let k = 0; k < j; k++) rest -= (row[k] as number) * (root[j]?.[k] as number);
      row[j] = i === j ? Math.sqrt(rest) : rest / (root[j]?.[j] as number);
    }
  return root;
}

export const logDeterminant = (matrix: readonly (readonly number[])[]): number =>
  2 * cholesky(matrix).reduce((sum, row, i) => sum + Math.log(row[i] as number), 0);

/** log N(y; 0, root root'), nats. */
export function logNormalAt(root: readonly (readonly number[])[], y: readonly number[]): number {
  let log = -0.5 * y.length * Math.log(2 * Math.PI);
  const z: number[] = [];
  for (const [i, row] of root.entries()) {
    const rest = z.reduce((sum, value, k) => sum - (row[k] as number) * value, y[i] as number);
    z.push(rest / (row[i] as number));
    log -= 0.5 * (z[i] as number) ** 2 + Math.log(row[i] as number);
  }
  return log;
}
