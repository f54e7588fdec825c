/** Small experiments whose parts can be exchanged one by one, sound as they come. */
import * as tf from "@tensorflow/tfjs-core";
import { box } from "../../../designs/index.js";
import type { LogLikelihood, PairedLogDensity } from "../../../src/contracts/bounds.js";
import type { Simulator } from "../../../src/contracts/simulator.js";
import type { Key } from "../../../src/contracts/values.js";
import { column, columns } from "../../../src/engine/tensors.js";
import { createSimulator } from "../../../src/modelling/defineSimulator.js";
import { gaussianScores, pairwiseScores } from "../../../src/modelling/likelihoods.js";
import { independent, normal as normalPrior, uniform as uniformPrior } from "../../../src/modelling/priors.js";
import { normal, uniform } from "../../../src/numbers/distributions.js";
import { split } from "../../../src/numbers/keys.js";

type M = tf.Tensor2D;
type Parts = Partial<Simulator>;

const logRootTau = 0.5 * Math.log(2 * Math.PI);

/** A simulator as `create` returns it, through the boundary that every simulator passes. */
export function made(name: string, designs: number, parts: Parts): Simulator {
  const family = {
    name,
    summary: name,
    use: "tests",
    settings: {},
    defaultDesigns: designs,
    create: (dim: number) =>
      ({
        name,
        summary: name,
        settings: {},
        designs: box({ low: 0.2, high: 2, dim }),
        outcome: { names: Array.from({ length: dim }, (_, i) => `y${i + 1}`), unit: "" },
        ...parts,
      }) as Simulator,
  };
  return createSimulator(family, designs);
}

export const drawing =
  (sample: (key: Key, n: number) => M, noise: (key: Key, n: number) => tf.Tensor) => (key: Key, n: number) => {
    const k = split(key, "theta", "e");
    return { theta: sample(k.theta, n), noise: { e: noise(k.e, n) } };
  };

export const pairs = (density: (...given: [M, M, M]) => tf.Tensor): LogLikelihood => pairwiseScores(density as PairedLogDensity);

const e = (noise: Readonly<Record<string, tf.Tensor>>): M => noise.e as M;

/** A line through the origin: theta d + sd e. */
export function slope(parts: Parts & { readonly sd?: number } = {}): Simulator {
  const { sd = 0.1, ...others } = parts;
  const prior = independent({ a: normalPrior(0, 1) });
  return made("slope", 2, {
    prior,
    draw: drawing(prior.sample, (k, n) => normal(k, [n, 2])),
    simulate: (theta, d, noise) => tf.add(tf.mul(column(theta, 0), d), tf.mul(sd, e(noise))),
    measure: (theta, at, noise, step) => tf.add(tf.mul(column(theta, 0), at), tf.mul(sd, column(e(noise), step))),
    logLikelihood: gaussian((theta, d) => tf.mul(column(theta, 0), d), sd),
    ...others,
  });
}

/** As the template writes it. */
export const gaussian =
  (mean: (theta: M, design: M) => M, sd: number): LogLikelihood =>
  (theta, design, outcome) => {
    const mu = mean(theta, design);
    return gaussianScores(mu, tf.fill<tf.Rank.R2>(mu.shape, sd), outcome);
  };

const chance = (theta: M, d: M): M => tf.mul<M>(0.5, tf.add(1, tf.erf(tf.div(tf.sub(d, column(theta, 0)), Math.SQRT2))));

/** Right or wrong answers; far from the threshold one of them is impossible in float32. @param says what the likelihood takes the chance for */
export function answers(says = chance, parts: Parts = {}): Simulator {
  const prior = independent({ threshold: uniformPrior(-8, 8) });
  return made("answers", 1, {
    prior,
    gradient: "score",
    draw: drawing(prior.sample, (k, n) => uniform(k, [n, 1])),
    simulate: (theta, d, noise) => tf.less(e(noise), chance(theta, d)) as M,
    logLikelihood: pairs((theta, d, y) => {
      const q = says(theta, d);
      return tf.sum(tf.log(tf.where(tf.greater(y, 0.5), q, tf.sub(1, q))), 1);
    }),
    ...parts,
  });
}

export const answerChance = chance;

/** Counts of 20: of each one that comes out. */
export function counts(rate = (theta: M, d: M): M => tf.sigmoid<M>(tf.mul<M>(column(theta, 0), d))): Simulator {
  const prior = independent({ a: normalPrior(0, 1) });
  const p = (theta: M, d: M): M => tf.sigmoid<M>(tf.mul<M>(column(theta, 0), d));
  return made("counts", 1, {
    prior,
    gradient: "score",
    draw: drawing(prior.sample, (k, n) => uniform(k, [n, 20])),
    simulate: (theta, d, noise) => tf.sum(tf.cast(tf.less(e(noise), p(theta, d)), "float32"), 1, true) as M,
    logLikelihood: pairs((theta, d, y) => {
      const q = rate(theta, d);
      return tf.sum(tf.add(tf.mul(y, tf.log(q)), tf.mul(tf.sub(20, y), tf.log(tf.sub(1, q)))), 1);
    }),
  });
}

/** Below the limit of quantification the laboratory reports the limit: a density and a lump. */
export function limited(limit: number, told = limit): Simulator {
  const prior = independent({ k: normalPrior(1, 0.3) });
  const mean = (theta: M, d: M): M => tf.mul<M>(3, tf.exp(tf.neg(tf.mul(column(theta, 0), d))));
  return made("limited", 1, {
    prior,
    draw: drawing(prior.sample, (k, n) => normal(k, [n, 1])),
    simulate: (theta, d, noise) => tf.maximum(tf.add(mean(theta, d), tf.mul(0.3, e(noise))), limit),
    logLikelihood: pairs((theta, d, y) => {
      const m = mean(theta, d);
      const seen = tf.sub(tf.mul(-0.5, tf.square(tf.div(tf.sub(y, m), 0.3))), Math.log(0.3) + logRootTau);
      const below = tf.log(tf.add(tf.mul(0.5, tf.add(1, tf.erf(tf.div(tf.sub(told, m), 0.3 * Math.SQRT2)))), 1e-30));
      return tf.sum(tf.where(tf.lessEqual(y, limit), below, seen), 1);
    }),
  });
}

/** Errors that are uniform: outcomes are possible or not. @param told what the likelihood takes the half width for */
export function uniformErrors(told = 0.5): Simulator {
  const prior = independent({ a: normalPrior(0, 1) });
  return made("box", 1, {
    prior,
    draw: drawing(prior.sample, (k, n) => uniform(k, [n, 1], -0.5, 0.5)),
    simulate: (theta, d, noise) => tf.add(tf.mul(column(theta, 0), d), e(noise)),
    logLikelihood: pairs((theta, d, y) => {
      const inside = tf.lessEqual(tf.abs(tf.sub(y, tf.mul(column(theta, 0), d))), told);
      return tf.sum(tf.where(inside, tf.fill(inside.shape, -Math.log(2 * told)), tf.fill(inside.shape, -Infinity)), 1);
    }),
  });
}

/** Which of two models holds, and a strength that both have; the prior's two columns go together. @param names a constant is one of them */
export function whichModel(sd = 0.2, told = sd): Simulator {
  const sample = (key: Key, n: number): M => {
    const k = split(key, "model", "strength");
    const model = tf.cast(tf.less(uniform(k.model, [n, 1]), 0.3), "float32");
    return columns(model as M, tf.add(model, tf.exp(normal(k.strength, [n, 1]))) as M, tf.fill([n, 1], 3));
  };
  const mean = (theta: M, d: M): M =>
    tf.where(tf.greater(tf.add(column(theta, 0), tf.mul(0, d)), 0.5), tf.mul(column(theta, 1), d), tf.square(d)) as M;
  return made("which", 1, {
    prior: { names: ["model", "strength", "constant"], units: ["", "", ""], sample },
    draw: drawing(sample, (k, n) => normal(k, [n, 1])),
    simulate: (theta, d, noise) => tf.add(mean(theta, d), tf.mul(sd, e(noise))),
    logLikelihood: gaussian(mean, told),
  });
}

/** Whole paths are simulated ahead: the noise belongs to its theta. */
export function paths(told = 0.1): Simulator {
  const prior = independent({ a: normalPrior(0, 1) });
  return made("paths", 1, {
    prior,
    draw(key, n) {
      const k = split(key, "theta", "e");
      const theta = prior.sample(k.theta, n);
      return { theta, noise: { path: tf.mul(theta, 1), e: normal(k.e, [n, 1]) } };
    },
    simulate: (_theta, d, { path, e: error }) => tf.add(tf.mul(path as M, d), tf.mul(0.1, error as M)),
    measure: (_theta, at, { path, e: error }) => tf.add(tf.mul(path as M, at), tf.mul(0.1, error as M)),
    logLikelihood: gaussian((theta, d) => tf.mul(column(theta, 0), d), told),
  });
}
