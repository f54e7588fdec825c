/** Each law of outcomes with parameters that theta [n, 1] and the place make, and the same law once more in plain numbers. */
import * as tf from "@tensorflow/tfjs-core";
import { box } from "../../designs/index.js";
import { createSimulator, defineSimulator } from "../../src/modelling/defineSimulator.js";
import * as likelihoods from "../../src/modelling/laws/index.js";
import { independent, normal } from "../../src/modelling/priors.js";
import { logGamma, normalTail } from "../../src/numbers/special.js";

export interface LawCase {
  readonly law: likelihoods.Law;
  /** Density or probability of y, by plain numbers. */
  readonly density: (theta: number, at: number, y: number) => number;
  /** Where a density is integrated; masses at its ends are counted apart. Absent: it is summed over whole numbers from 0 to `most`. */
  readonly range?: readonly [number, number];
  readonly most?: number;
  /** Points with a probability of their own beside a density. */
  readonly atoms?: readonly number[];
}

const times = (theta: tf.Tensor2D, at: tf.Tensor2D): tf.Tensor => tf.mul(theta, at);
const choose = (n: number, k: number) => Math.exp(logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1));
const logistic = (x: number) => 1 / (1 + Math.exp(-x));
const bell = (x: number) => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
const below = (x: number) => normalTail(-x);
const grade = (cuts: readonly number[], cdf: (x: number) => number, k: number) =>
  (k === cuts.length ? 1 : cdf(cuts[k] as number)) - (k === 0 ? 0 : cdf(cuts[k - 1] as number));

export const lawCases: Record<string, LawCase> = {
  bernoulli: {
    law: likelihoods.bernoulli({ logit: times }),
    density: (theta, at, y) => (y === 1 ? logistic(theta * at) : logistic(-theta * at)),
    most: 1,
  },
  binomial: {
    law: likelihoods.binomial({ count: 17, probability: (theta, at) => tf.sigmoid(times(theta, at)) }),
    density: (theta, at, y) => choose(17, y) * logistic(theta * at) ** y * logistic(-theta * at) ** (17 - y),
    most: 17,
  },
  binomialOf: {
    // 13.91 of them at the place 1.3: 14
    law: likelihoods.binomialOf({
      count: (_, at) => tf.mul(10.7, at),
      most: 40,
      probability: (theta, at) => tf.sigmoid(times(theta, at)),
    }),
    density(theta, at, y) {
      const [n, p] = [Math.round(10.7 * at), logistic(theta * at)];
      return y > n ? 0 : choose(n, y) * p ** y * (1 - p) ** (n - y);
    },
    most: 14,
  },
  poisson: {
    law: likelihoods.poisson({ mean: (theta, at) => tf.mul(3, tf.exp(times(theta, at))) }),
    density: (theta, at, y) => Math.exp(y * (Math.log(3) + theta * at) - 3 * Math.exp(theta * at) - logGamma(y + 1)),
    most: 120,
  },
  negativeBinomial: {
    law: likelihoods.negativeBinomial({ mean: (theta, at) => tf.mul(3, tf.exp(times(theta, at))), size: 2.5 }),
    density(theta, at, y) {
      const m = 3 * Math.exp(theta * at);
      const ways = logGamma(y + 2.5) - logGamma(2.5) - logGamma(y + 1);
      return Math.exp(ways + y * Math.log(m / (m + 2.5)) + 2.5 * Math.log(2.5 / (m + 2.5)));
    },
    most: 600,
  },
  choiceAmong: {
    law: likelihoods.choiceAmong({ utilities: [times, 0, (theta) => tf.square(theta)] }),
    density(theta, at, y) {
      const shares = [theta * at, 0, theta * theta].map(Math.exp);
      return (shares[y] as number) / shares.reduce((a, b) => a + b, 0);
    },
    most: 2,
  },
  ordered: {
    law: likelihoods.ordered({ location: times, cuts: [-1, 0.2, 2] }),
    density: (theta, at, y) => grade([-1, 0.2, 2], (x) => logistic(x - theta * at), y),
    most: 3,
  },
  normal: {
    law: likelihoods.normal({ mean: times, sd: (theta) => tf.exp(tf.mul(0.3, theta)) }),
    density: (theta, at, y) => bell((y - theta * at) / Math.exp(0.3 * theta)) / Math.exp(0.3 * theta),
    range: [-25, 25],
  },
  logNormal: {
    law: likelihoods.logNormal({ logMean: times, logSd: 0.4 }),
    density: (theta, at, y) => bell((Math.log(y) - theta * at) / 0.4) / (0.4 * y),
    range: [1e-4, 60],
  },
  student: {
    law: likelihoods.student({ location: times, scale: 0.7, freedom: 5 }),
    density(theta, at, y) {
      const constant = Math.exp(logGamma(3) - logGamma(2.5)) / Math.sqrt(5 * Math.PI) / 0.7;
      return constant * (1 + ((y - theta * at) / 0.7) ** 2 / 5) ** -3;
    },
    range: [-60, 60],
  },
  censored: {
    law: likelihoods.censored(likelihoods.normal({ mean: times, sd: 0.8 }), { below: -0.5, above: 1.5 }),
    density(theta, at, y) {
      const m = theta * at;
      if (y === -0.5) return below((-0.5 - m) / 0.8);
      return y === 1.5 ? below((m - 1.5) / 0.8) : bell((y - m) / 0.8) / 0.8;
    },
    range: [-0.5, 1.5],
    atoms: [-0.5, 1.5],
  },
  interval: {
    law: likelihoods.interval(likelihoods.normal({ mean: times, sd: 0.8 }), { limits: [-0.5, 0.3, 1.5] }),
    density: (theta, at, y) => grade([-0.5, 0.3, 1.5], (x) => below((x - theta * at) / 0.8), y),
    most: 3,
  },
};

const prior = independent({ theta: normal(0.5, 0.6) });

/** A simulator that is made of the law and nothing else. */
export const simulatorOf = (law: likelihoods.Law, dim: number) =>
  createSimulator(
    defineSimulator({
      name: "observed",
      summary: "one law",
      use: "in tests",
      settings: {},
      defaultDesigns: dim,
      create(designs) {
        const space = box({ low: 0.5, high: 1.5, dim: designs });
        const parts = likelihoods.observed(law, { prior, designs: space });
        return { name: "observed", summary: "one law", settings: {}, prior, designs: space, ...parts };
      },
    }),
    dim,
  );
