/** Correlated normals whose mutual information is known, with their best scores: no training needed. */
import * as tf from "@tensorflow/tfjs-core";
import { normals } from "../../src/numbers/distributions.js";
import { fold, key } from "../../src/numbers/keys.js";

/** Correlation of each of d coordinate pairs that makes I = -d/2·log(1 - rho²). */
export const correlation = (d: number, information: number): number => Math.sqrt(1 - Math.exp((-2 * information) / d));

export interface Pairs {
  /** log p(y_j given x_i) - log p(y_j): the pointwise mutual information of all pairs, [n, n]. */
  readonly pmi: tf.Tensor2D;
  /** log p(y_j given x_i) up to a constant, [n, n]. */
  readonly logLikelihood: tf.Tensor2D;
}

/** n pairs in d + d dimensions. */
export function gaussianPairs(seed: number, batch: number, n: number, d: number, information: number): Pairs {
  const rho = correlation(d, information);
  const k = fold(key(seed), batch);
  const x = normals(fold(k, 0), n * d);
  const e = normals(fold(k, 1), n * d);
  const y = x.map((v, i) => rho * v + Math.sqrt(1 - rho * rho) * (e[i] as number));
  const logLikelihood = new Float32Array(n * n);
  const pmi = new Float32Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let residual = 0;
      let length = 0;
      for (let c = 0; c < d; c++) {
        const yc = y[j * d + c] as number;
        residual += (yc - rho * (x[i * d + c] as number)) ** 2;
        length += yc * yc;
      }
      logLikelihood[i * n + j] = -residual / (2 * (1 - rho * rho));
      pmi[i * n + j] = (logLikelihood[i * n + j] as number) + length / 2 + information;
    }
  }
  return { pmi: tf.tensor2d(pmi, [n, n]), logLikelihood: tf.tensor2d(logLikelihood, [n, n]) };
}
