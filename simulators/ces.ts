/** Which two baskets to put before a person: how much better one is liked than the other tells what each good is worth to them. */
import * as tf from "@tensorflow/tfjs-core";
import { box, repeated } from "../designs/index.js";
import { check } from "../src/basics/errors.js";
import type { Simulator } from "../src/contracts/simulator.js";
import type { SettingSpecs, SettingsOf } from "../src/contracts/values.js";
import { column, columns } from "../src/engine/tensors.js";
import { defineSimulator } from "../src/modelling/defineSimulator.js";
import * as likelihoods from "../src/modelling/laws/index.js";
import { beta, dirichlet, independent, logNormal, together } from "../src/modelling/priors.js";

const settings = {
  least: { default: 0.01, min: 1e-3, max: 1e4, help: "smallest amount of a good in a basket" },
  most: { default: 100, min: 1e-2, max: 1e4, help: "largest amount" },
  scale: {
    default: "linear",
    choices: ["linear", "log"],
    help: "of amounts, for what is drawn, spaced and moved: linear as in print; log reaches persons who tell hundredths apart",
  },
  noise: { default: 0.005, min: 1e-4, max: 10, help: "tau: error of a rating, as a share of u (1 + distance of the baskets)" },
  scaleMean: { default: 1, min: -20, max: 20, help: "mean of log u: u is how strongly a person tells differences apart" },
  scaleSd: { default: 3, min: 0.01, max: 5, help: "standard deviation of log u" },
  slider: { default: 22, min: 1, max: 22, help: "ratings end at 2 to the power of minus this, and at 1 less that" },
} as const satisfies SettingSpecs;

type Settings = SettingsOf<typeof settings>;

const goods = 3;

/** Exponents are not smaller: at 0 a utility is the product of the amounts to their weights, which this is to seven digits. */
const leastExponent = 1e-6;

/**
 * Utilities of both baskets, U(x) = (Σ a_i x_i^rho)^(1/rho). As the weights add up to 1, log U = log(1 + Σ a_i (x_i^rho - 1)) / rho, by `expm1` and
 * `log1p`: x^rho itself differs from 1 by less than float32 tells where rho is small.
 * @param theta [n, 4]: rho, a1, a2, u @param design [1 or n, 6 D] @returns of each basket [n, D], and their distance |x - x'| [1 or n, D]
 */
export function utilities(
  theta: tf.Tensor2D,
  design: tf.Tensor2D,
): { first: tf.Tensor2D; second: tf.Tensor2D; apart: tf.Tensor2D } {
  const amounts: tf.Tensor3D = tf.reshape(design, [design.shape[0], -1, 2 * goods]);
  const amount = (i: number): tf.Tensor2D => tf.squeeze(tf.slice(amounts, [0, 0, i], [-1, -1, 1]), [2]);
  const rho = tf.maximum(column(theta, 0), leastExponent);
  const weights = [column(theta, 1), column(theta, 2)];
  weights.push(tf.relu(tf.sub(tf.sub(1, column(theta, 1)), column(theta, 2))) as tf.Tensor2D);
  const utility = (from: number): tf.Tensor2D => {
    const powers = weights.map((weight, i) => tf.mul(weight, tf.expm1(tf.mul(rho, tf.log(amount(from + i))))));
    return tf.exp(tf.div(tf.log1p(tf.addN(powers)), rho)) as tf.Tensor2D;
  };
  const squares = Array.from({ length: goods }, (_, i) => tf.square(tf.sub(amount(i), amount(goods + i))));
  // A root rises infinitely at 0, where both baskets are the same.
  const apart = tf.sqrt(tf.maximum(tf.addN(squares), 1e-12)) as tf.Tensor2D;
  return { first: utility(0), second: utility(goods), apart };
}

/** Of the rating's log odds: mean u (U - U'), sd u tau (1 + |x - x'|). @returns [n, D] each */
export function logOdds(
  theta: tf.Tensor2D,
  design: tf.Tensor2D,
  { noise }: Pick<Settings, "noise">,
): { mean: tf.Tensor2D; sd: tf.Tensor2D } {
  const u = column(theta, 3);
  const { first, second, apart } = utilities(theta, design);
  return { mean: tf.mul(u, tf.sub(first, second)), sd: tf.mul(tf.mul(u, noise), tf.add(1, apart)) };
}

function create(designs: number, given: Settings): Simulator {
  const { least, most, slider } = given;
  check(least < most, `ces: least (${least}) must be below most (${most})`);
  const prior = together(
    independent({ rho: beta(1, 1) }),
    dirichlet({ weight1: 1, weight2: 1, weight3: 1 }),
    independent({ u: logNormal(given.scaleMean, given.scaleSd) }),
  );
  const names = ["a1", "a2", "a3", "b1", "b2", "b3"];
  const space = repeated(box({ low: least, high: most, dim: 2 * goods, names, scale: given.scale }), designs);
  // The rating itself would be float32, which near 1 has steps as large as the last of what a slider tells; its log odds tell the same.
  const end = Math.log(2 ** slider - 1);
  const odds = likelihoods.normal({
    mean: (theta, at) => logOdds(theta, at, given).mean,
    sd: (theta, at) => logOdds(theta, at, given).sd,
  });
  return {
    name: "ces",
    summary: ces.summary,
    settings: { ...given },
    prior,
    designs: space,
    ...likelihoods.observed(likelihoods.censored(odds, { below: -end, above: end }), {
      prior,
      designs: space,
      names: Array.from({ length: designs }, (_, i) => `rating${i + 1}`),
      unit: "log odds",
    }),
    features: {
      theta: (theta) => columns(tf.slice(theta, [0, 0], [-1, goods]), tf.log(column(theta, 3))),
      // from thousandths to the ends of the scale
      outcome: { kind: "asinh", scale: 100, shift: 0 },
    },
    goals: {
      weights: { summary: "what each good is worth, as shares of a whole", parameters: ["weight1", "weight2"] },
    },
  };
}

export const ces = defineSimulator({
  name: "ces",
  summary: "how much better one basket of three goods is rated than another (constant elasticity of substitution)",
  use: "questions of six numbers each with one rating, which often ends at its scale's end; an unknown that spans nine decades",
  reference:
    "Arrow, Chenery, Minhas and Solow 1961; Foster et al. 2020, arXiv:1911.00294, section 5.3; Blau, Bonilla, Chades and Dezfouli 2022, arXiv:2202.00821, section 5.2",
  settings,
  defaultDesigns: 10,
  create,
});
