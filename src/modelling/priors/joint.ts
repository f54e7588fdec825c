/** Several parameters that are believed together: correlated ones, and shares of a whole. */
import * as tf from "@tensorflow/tfjs-core";
import { check } from "../../basics/errors.js";
import type { Prior } from "../../contracts/simulator.js";
import { column, manyColumns } from "../../engine/tensors.js";
import { cholesky } from "../../numbers/cholesky.js";
import { gammas, normals } from "../../numbers/distributions.js";
import { fold } from "../../numbers/keys.js";
import { halfLogTau, logGamma } from "../../numbers/special.js";

export interface Correlated {
  readonly names: readonly string[];
  /** One a parameter; absent: none has one. */
  readonly units?: readonly string[];
  readonly mean: readonly number[];
  /** Row by row, symmetric and positive definite. */
  readonly covariance: readonly (readonly number[])[];
}

/** The lower triangular root. @throws InputError where there is none */
function rootOf(what: string, { names, mean, covariance, units }: Correlated): number[][] {
  const p = names.length;
  check(p > 0 && mean.length === p, `priors.${what}: mean needs one number for each of names, got ${mean.length} for ${p}`);
  check(
    units === undefined || units.length === p,
    `priors.${what}: units needs one text for each of names (write "" where there is none)`,
  );
  const square = covariance.length === p && covariance.every((row) => row.length === p);
  check(square, `priors.${what}: covariance must have ${p} rows of ${p} numbers`);
  for (const [i, row] of covariance.entries())
    for (const [j, value] of row.entries()) {
      const other = covariance[j]?.[i] as number;
      const size = Math.abs(value) + Math.abs(other);
      check(Math.abs(value - other) <= 1e-9 * size, `priors.${what}: covariance must be symmetric, and has ${value} and ${other} for ${names[i]} and ${names[j]}`); // biome-ignore format: one message
    }
  const root = cholesky(covariance);
  check(
    root.every((row, i) => (row[i] as number) > 0),
    `priors.${what}: covariance must be positive definite; some sum of the parameters would have no or a negative variance`,
  );
  return root;
}

/** Inverse of a lower triangular matrix. */
function inverseOf(root: readonly (readonly number[])[]): number[][] {
  const p = root.length;
  const inverse = root.map((row) => row.map(() => 0));
  for (let j = 0; j < p; j++)
    for (let i = j; i < p; i++) {
      let left = i === j ? 1 : 0;
      for (let k = j; k < i; k++) left -= (root[i]?.[k] as number) * (inverse[k]?.[j] as number);
      (inverse[i] as number[])[j] = left / (root[i]?.[i] as number);
    }
  return inverse;
}

/** Normal parameters with these means and covariances. */
export function multivariateNormal(given: Correlated): Prior {
  const { names, mean, covariance } = given;
  const root = rootOf("multivariateNormal", given);
  const p = names.length;
  const inverse = inverseOf(root);
  const constant = root.reduce((sum, row, i) => sum + Math.log(row[i] as number), p * halfLogTau);
  return {
    names: [...names],
    units: given.units ?? names.map(() => ""),
    sample(key, n) {
      const z = names.map((_, j) => normals(fold(key, j), n));
      const rows = new Float32Array(n * p);
      for (let i = 0; i < n; i++)
        for (let j = 0; j < p; j++) {
          let sum = mean[j] as number;
          for (let k = 0; k <= j; k++) sum += (root[j]?.[k] as number) * (z[k]?.[i] as number);
          rows[i * p + j] = sum;
        }
      return tf.tensor2d(rows, [n, p]);
    },
    logDensity: (theta) =>
      tf.tidy(() => {
        const z = tf.matMul(tf.sub(theta, tf.tensor2d([[...mean]])) as tf.Tensor2D, tf.tensor2d(inverse), false, true);
        return tf.sub(tf.mul(-0.5, tf.sum(tf.square(z), 1)), constant) as tf.Tensor1D;
      }),
    only: (some) => multivariateNormal(partOf(given, some, mean, covariance)),
  };
}

function partOf(
  given: Correlated,
  some: readonly string[],
  mean: readonly number[],
  covariance: Correlated["covariance"],
): Correlated {
  const at = some.map((name) => given.names.indexOf(name));
  return {
    names: some,
    ...(given.units ? { units: at.map((j) => given.units?.[j] as string) } : {}),
    mean: at.map((j) => mean[j] as number),
    covariance: at.map((i) => at.map((j) => covariance[i]?.[j] as number)),
  };
}

/**
 * Positive parameters whose logarithms are normal together.
 * @param given mean and covariance of the logarithms; with `of: "values"`, of the parameters themselves
 */
export function multivariateLogNormal(given: Correlated & { readonly of?: "logarithms" | "values" }): Prior {
  const { names, of = "logarithms" } = given;
  const logs = of === "logarithms" ? given : logarithmsOf(given);
  rootOf("multivariateLogNormal", logs);
  const normal = multivariateNormal(logs);
  const end = { low: 0 };
  return {
    names: normal.names,
    units: normal.units,
    support: names.map(() => end),
    sample: (key, n) => tf.tidy(() => tf.exp(normal.sample(key, n))),
    logDensity: (theta) =>
      tf.tidy(() => {
        const inside = tf.all(tf.greater(theta, 0), 1);
        const log = tf.log(tf.maximum(theta, 1e-37)) as tf.Tensor2D;
        const density = tf.sub((normal.logDensity as NonNullable<Prior["logDensity"]>)(log), tf.sum(log, 1));
        return tf.where(inside, density, tf.fill(density.shape, -Infinity)) as tf.Tensor1D;
      }),
    only: (some) => multivariateLogNormal(partOf(logs, some, logs.mean, logs.covariance)),
  };
}

/** Cov(log) = log(1 + C_ij / (m_i m_j)), mean of the logarithm log m_i less half of its variance. */
function logarithmsOf(given: Correlated): Correlated {
  const { mean, covariance, names } = given;
  const low = mean.findIndex((m) => !(m > 0));
  check(low < 0, `priors.multivariateLogNormal: the mean of ${names[low]} must be positive, got ${mean[low]}`);
  const ratio = (i: number, j: number): number =>
    1 + (covariance[i]?.[j] as number) / ((mean[i] as number) * (mean[j] as number));
  const logs = mean.map((_, i) => mean.map((_, j) => Math.log(ratio(i, j))));
  return { ...given, mean: mean.map((m, i) => Math.log(m) - 0.5 * (logs[i]?.[i] as number)), covariance: logs };
}

/**
 * Shares of a whole, all positive: `dirichlet({ young: 2, grown: 5, old: 3 })`. The last one is what the others leave, so it is no parameter of
 * its own, and the prior has one parameter less than there are shares. Mean a_i / Σ a; all 1: every division is as probable.
 */
export function dirichlet(concentrations: Readonly<Record<string, number>>): Prior {
  const all = Object.values(concentrations);
  const names = Object.keys(concentrations).slice(0, -1);
  check(all.length > 1, "priors.dirichlet({ .. }) needs two shares or more, the last of which is what the others leave");
  for (const [name, a] of Object.entries(concentrations))
    check(Number.isFinite(a) && a > 0, `priors.dirichlet: the concentration of ${name} must be a positive number, got ${a}`);
  const p = names.length;
  const constant = logGamma(all.reduce((sum, a) => sum + a, 0)) - all.reduce((sum, a) => sum + logGamma(a), 0);
  const rest = (theta: tf.Tensor2D): tf.Tensor2D => tf.sub(1, tf.sum(theta, 1, true)) as tf.Tensor2D;
  const whole = (theta: tf.Tensor2D): tf.Tensor2D => manyColumns(theta, rest(theta));
  /** Shares of z and a last one that stays at 0: their exponentials, divided by their sum. */
  const withLast = (z: tf.Tensor2D): tf.Tensor2D => manyColumns(z, tf.zeros([z.shape[0], 1]));
  const shares = (z: tf.Tensor2D): tf.Tensor2D => tf.softmax(withLast(z)) as tf.Tensor2D;
  const end = { low: 0, high: 1 };
  return {
    names,
    units: names.map(() => ""),
    support: names.map(() => end),
    sample(key, n) {
      const parts = all.map((a, j) => gammas(fold(key, j), n, a));
      const rows = new Float32Array(n * p);
      for (let i = 0; i < n; i++) {
        const total = parts.reduce((sum, part) => sum + (part[i] as number), 0);
        for (let j = 0; j < p; j++) rows[i * p + j] = (parts[j]?.[i] as number) / total;
      }
      return tf.tensor2d(rows, [n, p]);
    },
    logDensity: (theta) =>
      tf.tidy(() => {
        const each = whole(theta);
        const inside = tf.all(tf.greater(each, 0), 1);
        const weighted = tf.mul(tf.tensor1d(all.map((a) => a - 1)), tf.log(tf.maximum(each, 1e-37)));
        const density = tf.add(tf.sum(weighted, 1), constant);
        return tf.where(inside, density, tf.fill(density.shape, -Infinity)) as tf.Tensor1D;
      }),
    unbounded: {
      free(theta) {
        const logs = tf.log(tf.maximum(whole(theta), 1e-37)) as tf.Tensor2D;
        return tf.sub(tf.slice(logs, [0, 0], [-1, p]), column(logs, p)) as tf.Tensor2D;
      },
      back: (z) => tf.slice(shares(z), [0, 0], [-1, p]),
      // the determinant of dz/dtheta is 1 over the product of all shares
      logVolume: (z) => tf.neg(tf.sum(tf.logSoftmax(withLast(z)), 1)) as tf.Tensor1D,
    },
  };
}
