/** How many prey to put before a predator: the number eaten in a day tells how well it searches, and how long it takes over each. */
import * as tf from "@tensorflow/tfjs-core";
import { box, constrained } from "../designs/index.js";
import type { Curve, Prior, Simulator } from "../src/contracts/simulator.js";
import type { SettingSpecs, SettingsOf } from "../src/contracts/values.js";
import { column, rowsOf, tidied } from "../src/engine/tensors.js";
import { defineSimulator } from "../src/modelling/defineSimulator.js";
import * as likelihoods from "../src/modelling/laws/index.js";
import { independent, logNormal } from "../src/modelling/priors.js";

const settings = {
  most: { default: 300, min: 2, max: 900, unit: "prey", help: "most prey that can be offered; the fewest is one" },
  hours: { default: 24, min: 0.1, max: 1e4, unit: "h", help: "how long the predator has" },
  logMean: { default: -1.4, min: -10, max: 10, help: "mean of log a and of log Th" },
  logSd: { default: 1.35, min: 0.01, max: 5, help: "standard deviation of log a and of log Th" },
  scale: {
    default: "linear",
    choices: ["linear", "log"],
    help: "scale on which offers are moved and spread; log where a policy should tell few prey from fewer",
  },
} as const satisfies SettingSpecs;

type Settings = SettingsOf<typeof settings>;

/**
 * Log odds that one of N0 prey is eaten within t hours, N' = -a N²/(1 + a Th N²) (Holling's type III). Separated, 1/(a N) - 1/(a N0) + Th (N0 - N) = t; with
 * A = a Th N0², B = a t N0 and the odds o = (N0 - N)/N this is o² + (1 + A - B) o - B = 0. Its positive root is m = (|c| + √(c² + 4B))/2, c = 1 + A - B,
 * where c is negative, and B/m elsewhere: nothing cancels, so no step of a solver is needed and every digit of float32 is right.
 * @param theta [n, 2]: a, Th @param offered [1 or n, D]: N0 @returns [n, D]
 */
export function logOddsEaten(theta: tf.Tensor2D, offered: tf.Tensor2D, { hours }: Pick<Settings, "hours">): tf.Tensor2D {
  const [a, handling] = [column(theta, 0), column(theta, 1)];
  const searched = tf.mul(tf.mul(a, hours), offered);
  const c = tf.sub(tf.add(1, tf.mul(tf.mul(a, handling), tf.square(offered))), searched);
  const logRoot = tf.log(tf.mul(0.5, tf.add(tf.abs(c), tf.sqrt(tf.add(tf.square(c), tf.mul(4, searched))))));
  return tf.add(logRoot, tf.mul(tf.step(c), tf.sub(tf.log(searched), tf.mul(2, logRoot)))) as tf.Tensor2D;
}

function curves(prior: Prior, given: Settings): Curve {
  const xs = Array.from({ length: Math.min(given.most, 100) }, (_, i, all = Math.min(given.most, 100)) =>
    Math.round(1 + (i / (all - 1)) * (given.most - 1)),
  );
  const courses = (theta: tf.Tensor2D) =>
    rowsOf(tf.mul(tf.tensor2d([xs]), tf.sigmoid(logOddsEaten(theta, tf.tensor2d([xs]), given))));
  return {
    xTitle: "prey offered",
    yTitle: "prey eaten, on average",
    xs,
    paths: async (key, count) => tidied(() => courses(prior.sample(key, count))),
    of: ({ theta }) => tidied(() => courses(theta)),
    // A uniform of a half gives a binomial's median, which is its mean to within one.
    quiet: ({ u }) => ({ u: tf.fill((u as tf.Tensor).shape, 0.5) }),
  };
}

function create(designs: number, given: Settings): Simulator {
  const { most, logMean, logSd } = given;
  const prior = independent({
    a: { ...logNormal(logMean, logSd), unit: "1/(prey h)" },
    handling: { ...logNormal(logMean, logSd), unit: "h" },
  });
  const names = Array.from({ length: designs }, (_, i) => `offered${i + 1}`);
  const range = box({ low: 1, high: most, dim: designs, names, unit: "prey", exchangeable: true, scale: given.scale });
  const { free: _, ...space } = constrained(range, { grid: 1 }); // whole prey are what there is: no rule that costs something
  const eaten = likelihoods.binomialOf({ count: (_, offered) => offered, most, logit: (theta, offered) => logOddsEaten(theta, offered, given) }); // biome-ignore format: one law
  return {
    name: "prey",
    summary: prey.summary,
    settings: { ...given },
    prior,
    designs: space,
    ...likelihoods.observed(eaten, {
      prior,
      designs: space,
      names: Array.from({ length: designs }, (_, i) => `eaten${i + 1}`),
      unit: "prey",
    }),
    features: { theta: (theta) => tf.log(theta) as tf.Tensor2D, outcome: { kind: "sqrt", scale: 1, shift: 0 } },
    curve: curves(prior, given),
  };
}

export const prey = defineSimulator({
  name: "prey",
  summary: "how many of the prey offered a predator eats in a day, with unknown rate of attack and time of handling",
  use: "counts out of a number that is chosen: experiments on functional responses; whole-number designs",
  reference:
    "Holling 1959; Moffat, Hainy, Papanikolaou and Drovandi 2020, Journal of the Royal Society Interface 17:20200156; Blau et al. 2022, arXiv:2202.00821, section 5.3",
  settings,
  defaultDesigns: 10,
  create,
});
