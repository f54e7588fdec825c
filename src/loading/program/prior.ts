/** From what a program says of its parameters to a prior. */
import * as tf from "@tensorflow/tfjs-core";
import type { Prior } from "../../contracts/simulator.js";
import type { Key } from "../../contracts/values.js";
import { beta, gamma, independent, logNormal, type Marginal, normal, truncatedNormal, uniform } from "../../modelling/priors.js";
import { uniforms } from "../../numbers/distributions.js";
import { split } from "../../numbers/keys.js";
import type { Description, PriorDescription } from "./description.js";

type Known = Exclude<PriorDescription, { kind: "samples" }>;

const marginals: { readonly [Kind in Known["kind"]]: (given: Extract<Known, { kind: Kind }>) => Marginal } = {
  normal: ({ mean, sd, low }) => (low === undefined ? normal(mean, sd) : truncatedNormal(mean, sd, low)),
  logNormal: ({ logMean, logSd }) => logNormal(logMean, logSd),
  uniform: ({ low, high }) => uniform(low, high),
  gamma: ({ shape, scale }) => gamma(shape, scale),
  beta: ({ a, b }) => beta(a, b),
};

/** Spread over decades, so that networks see its logarithm. */
export const isPositive = ({ kind }: PriorDescription): boolean => kind === "logNormal" || kind === "gamma";

type Parameter = Description["parameters"][number];

/** Independent parameters; those that are samples are drawn row by row together, and then there is no density. */
export function priorOf(parameters: readonly Parameter[]): Prior {
  const sampled = parameters.flatMap(({ prior }) => (prior.kind === "samples" ? [prior.values] : []));
  const known = parameters.flatMap(({ name, unit, prior }) =>
    prior.kind === "samples" ? [] : [[name, { ...marginalOf(prior), unit: unit ?? "" }] as const],
  );
  const rest = known.length > 0 ? independent(Object.fromEntries(known)) : undefined;
  if (sampled.length === 0 && rest) return rest;
  const supports = parameters.map(({ prior }) => (prior.kind === "samples" ? {} : (marginalOf(prior).support ?? {})));
  const count = sampled[0]?.length ?? 0;
  return {
    names: parameters.map(({ name }) => name),
    units: parameters.map(({ unit }) => unit ?? ""),
    support: supports,
    ...(rest ? {} : { draws: count }),
    sample: (key, n) => together(parameters, rest, count, key, n),
  };
}

const marginalOf = (prior: Known): Marginal => (marginals[prior.kind] as (given: Known) => Marginal)(prior);

function together(parameters: readonly Parameter[], rest: Prior | undefined, count: number, key: Key, n: number): tf.Tensor2D {
  const k = split(key, "rows", "rest");
  const at = uniforms(k.rows, n).map((u) => Math.min(count - 1, Math.floor(u * count)));
  const others = rest ? tf.tidy(() => rest.sample(k.rest, n).arraySync()) : [];
  const values = new Float32Array(n * parameters.length);
  for (let i = 0; i < n; i++) {
    let next = 0;
    parameters.forEach(({ prior }, j) => {
      const value = prior.kind === "samples" ? prior.values[at[i] as number] : others[i]?.[next++];
      values[i * parameters.length + j] = value as number;
    });
  }
  return tf.tensor2d(values, [n, parameters.length]);
}
