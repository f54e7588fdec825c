/** What is believed before: one parameter at a time, and (from other files) several together, or draws. */
import * as tf from "@tensorflow/tfjs-core";
import { check } from "../basics/errors.js";
import type { Prior } from "../contracts/simulator.js";
import { column } from "../engine/tensors.js";
import { gammas, normals, truncatedNormals, uniforms } from "../numbers/distributions.js";
import { keyFor } from "../numbers/keys.js";
import { halfLogTau, logGamma, normalTail } from "../numbers/special.js";

import type { Marginal } from "./priors/marginal.js";

export { fromCsv, fromRun } from "./priors/draws.js";
export { dirichlet, multivariateLogNormal, multivariateNormal } from "./priors/joint.js";
export type { Marginal } from "./priors/marginal.js";
export { together } from "./priors/together.js";
export { truncated } from "./priors/truncated.js";

export function normal(mean: number, sd: number): Marginal {
  requirePositive("normal(mean, sd)", { sd });
  requireFinite("normal(mean, sd)", { mean });
  return {
    sample: (key, n) => normals(key, n).map((z) => mean + sd * z),
    logDensity: (x) => standardLogDensity(tf.div(tf.sub(x, mean), sd), Math.log(sd)),
  };
}

/** The exponential of a normal with this mean and sd (of the logarithm). */
export function logNormal(logMean: number, logSd: number): Marginal {
  requirePositive("logNormal(logMean, logSd)", { logSd });
  requireFinite("logNormal(logMean, logSd)", { logMean });
  return {
    support: { low: 0 },
    sample: (key, n) => normals(key, n).map((z) => Math.exp(logMean + logSd * z)),
    logDensity: (x) =>
      within(tf.step(x), x, (safe) => {
        const log = tf.log(safe);
        return tf.sub(standardLogDensity(tf.div(tf.sub(log, logMean), logSd), Math.log(logSd)), log);
      }),
  };
}

export function uniform(low: number, high: number): Marginal {
  requireFinite("uniform(low, high)", { low, high });
  check(low < high, `priors.uniform(low, high): low must be below high, got ${low} and ${high}`);
  return {
    support: { low, high },
    sample: (key, n) => uniforms(key, n, low, high),
    logDensity: (x) =>
      within(tf.mul(notBelow(x, low), notBelow(tf.neg(x), -high)), x, (safe) => tf.sub(tf.zerosLike(safe), Math.log(high - low))),
  };
}

/** Mean shape * scale, variance shape * scale². */
export function gamma(shape: number, scale: number): Marginal {
  requirePositive("gamma(shape, scale)", { shape, scale });
  const constant = logGamma(shape) + shape * Math.log(scale);
  return {
    support: { low: 0 },
    sample: (key, n) => gammas(key, n, shape, scale),
    logDensity: (x) =>
      within(tf.step(x), x, (safe) => tf.sub(tf.sub(tf.mul(shape - 1, tf.log(safe)), tf.div(safe, scale)), constant)),
  };
}

/** Between 0 and 1, mean a/(a + b): beta(1, 1) is uniform, beta(a, b) what a - 1 of (a + b - 2) trials make of that. */
export function beta(a: number, b: number): Marginal {
  requirePositive("beta(a, b)", { a, b });
  const constant = logGamma(a) + logGamma(b) - logGamma(a + b);
  return {
    support: { low: 0, high: 1 },
    sample(key, n) {
      const [x, y] = [gammas(keyFor(key, "a"), n, a), gammas(keyFor(key, "b"), n, b)];
      return x.map((value, i) => value / (value + (y[i] as number)));
    },
    logDensity: (x) =>
      within(
        tf.mul(tf.step(x), tf.step(tf.sub(1, x))),
        x,
        (safe) => tf.sub(tf.add(tf.mul(a - 1, tf.log(safe)), tf.mul(b - 1, tf.log(tf.sub(1, safe)))), constant),
        0.5,
      ),
  };
}

/** A normal with this mean and sd, given that it lies above `low`; for other ends and distributions: `truncated`. */
export function truncatedNormal(mean: number, sd: number, low: number): Marginal {
  requirePositive("truncatedNormal(mean, sd, low)", { sd });
  requireFinite("truncatedNormal(mean, sd, low)", { mean, low });
  const above = (low - mean) / sd;
  check(
    above < 30,
    `priors.truncatedNormal(mean, sd, low): low = ${low} leaves almost nothing of a normal with mean ${mean} and sd ${sd}`,
  );
  const constant = Math.log(sd) + Math.log(normalTail(above));
  return {
    support: { low },
    sample: (key, n) => truncatedNormals(key, n, above).map((z) => mean + sd * z),
    logDensity: (x) => within(notBelow(x, low), x, (safe) => standardLogDensity(tf.div(tf.sub(safe, mean), sd), constant)),
  };
}

/**
 * Independent parameters by name, each a marginal with the unit it is measured in:
 * `independent({ ka: { ...logNormal(0, 0.2), unit: "1/h" } })`. A parameter's name decides its random numbers.
 */
export function independent(parameters: Readonly<Record<string, Marginal & { readonly unit?: string }>>): Prior {
  check(
    typeof parameters === "object" && parameters !== null,
    `priors.independent(..) takes an object of parameters, ${example}`,
  );
  const names = Object.keys(parameters);
  const marginals = Object.values(parameters);
  check(names.length > 0, `priors.independent({ .. }) needs at least one parameter, ${example}`);
  for (const [name, marginal] of Object.entries(parameters))
    check(
      typeof marginal?.sample === "function" && typeof marginal.logDensity === "function",
      `priors.independent({ .. }): "${name}" must be a distribution, ${example}; got ${shown(marginal)}`,
    );
  const p = names.length;
  return {
    names,
    units: marginals.map(({ unit }) => unit ?? ""),
    support: marginals.map(({ support }) => support ?? {}),
    sample(key, n) {
      const rows = new Float32Array(n * p);
      marginals.forEach((marginal, j) => {
        const draws = marginal.sample(keyFor(key, names[j] as string), n);
        for (let i = 0; i < n; i++) rows[i * p + j] = draws[i] as number;
      });
      return tf.tensor2d(rows, [n, p]);
    },
    logDensity: (theta) =>
      tf.tidy(() => tf.reshape(tf.addN(marginals.map((marginal, j) => marginal.logDensity(column(theta, j)))), [-1])),
    only: (some) => independent(Object.fromEntries(some.map((name) => [name, parameters[name] as Marginal]))),
  };
}

/** Log density of a normal at its standardised value z, with the logarithm of its scale (and of what truncation left). */
function standardLogDensity(z: tf.Tensor, logScale: number): tf.Tensor {
  return tf.sub(tf.mul(-0.5, tf.square(z)), halfLogTau + logScale);
}

/** 1 where x >= low, else 0. By `step`, because TensorFlow.js has no gradient, not even zero, for comparisons. */
function notBelow(x: tf.Tensor, low: number): tf.Tensor {
  return tf.sub(1, tf.step(tf.sub(low, x)));
}

/** `inside` of x where `indicator` is 1, -Infinity where it is 0; the gradient outside is 0, not NaN. @param somewhere a value inside */
function within(indicator: tf.Tensor, x: tf.Tensor, inside: (safe: tf.Tensor) => tf.Tensor, somewhere = 1): tf.Tensor {
  const holds = tf.cast(indicator, "bool");
  const safe = tf.where(holds, x, tf.mul(somewhere, tf.onesLike(x)));
  return tf.where(holds, inside(safe), tf.fill(x.shape, -Infinity));
}

const example = 'e.g. { rate: { ...priors.logNormal(0, 0.5), unit: "1/h" } }';

const isNumber = (value: unknown): boolean => Number.isFinite(value);
const shown = (value: unknown): string =>
  typeof value === "string" ? `"${value}"` : typeof value === "object" ? "an object" : String(value);

function requirePositive(marginal: string, numbers: Record<string, number>): void {
  for (const [name, value] of Object.entries(numbers))
    check(isNumber(value) && value > 0, `priors.${marginal}: ${name} must be a positive number, got ${shown(value)}`);
}

function requireFinite(marginal: string, numbers: Record<string, number>): void {
  for (const [name, value] of Object.entries(numbers))
    check(isNumber(value), `priors.${marginal}: ${name} must be a finite number, got ${shown(value)}`);
}
