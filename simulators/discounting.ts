/** Money now or more money later: how a person discounts delays, from choices between two offers. */
import * as tf from "@tensorflow/tfjs-core";
import { box, mixed, repeated } from "../designs/index.js";
import type { Prior, Simulator } from "../src/contracts/simulator.js";
import type { SettingSpecs, SettingsOf } from "../src/contracts/values.js";
import { column, columns } from "../src/engine/tensors.js";
import { logNormalShare } from "../src/modelling/cumulative.js";
import { defineSimulator } from "../src/modelling/defineSimulator.js";
import { forOwnDesigns, paired } from "../src/modelling/likelihoods.js";
import { normal, uniform } from "../src/numbers/distributions.js";
import { split } from "../src/numbers/keys.js";

const settings = {
  later: { default: 100, min: 1, max: 1e6, unit: "EUR", help: "what is offered later" },
  days: { default: 3000, min: 2, max: 1e6, unit: "days", help: "longest delay; the shortest is a day" },
  lapse: { default: 0.01, min: 1e-4, max: 0.4, help: "share of choices that are made without thinking, either way" },
  logRate: { default: -4.25, min: -20, max: 5, help: "mean of log k: k is the discount rate a day" },
  logRateSd: { default: 1.5, min: 0.01, max: 5, help: "standard deviation of log k" },
  noise: { default: 2, min: 0.01, max: 1e4, unit: "EUR", help: "scale of alpha, by how much offers must differ to be told apart" },
} as const satisfies SettingSpecs;

type Settings = SettingsOf<typeof settings>;

/** log k normal, alpha the absolute value of a normal: [n, 2]. */
function priorOf({ logRate, logRateSd, noise }: Settings): Prior {
  return {
    names: ["k", "alpha"],
    units: ["1/days", "EUR"],
    support: [{ low: 0 }, { low: 0 }],
    sample(key, n) {
      const k = split(key, "rate", "noise");
      return columns(
        tf.exp(tf.add(logRate, tf.mul(logRateSd, normal(k.rate, [n, 1])))) as tf.Tensor2D,
        tf.mul(noise, tf.abs(normal(k.noise, [n, 1]))) as tf.Tensor2D,
      );
    },
    logDensity(theta) {
      const [logs, alpha] = [tf.log(column(theta, 0)), column(theta, 1)];
      const rate = tf.add(tf.mul(-0.5, tf.square(tf.div(tf.sub(logs, logRate), logRateSd))), tf.neg(logs));
      const scale = tf.mul(-0.5, tf.square(tf.div(alpha, noise)));
      const constant = Math.log(2) - Math.log(2 * Math.PI) - Math.log(logRateSd) - Math.log(noise);
      return tf.reshape(tf.add(tf.add(rate, scale), constant), [-1]) as tf.Tensor1D;
    },
  };
}

/** Beyond this many alphas the choice is sure in float32. */
const sure = 12;

/**
 * How probable it is that the later offer is chosen: ε + (1 - 2ε)·Φ((V1 - V0)/α), with V1 = later/(1 + k·days) what it is worth now and V0 the
 * amount that is offered now. Φ is the normal distribution function itself: the code of the reference leaves out the √2 inside erf.
 * @param theta [n, 2] @param design [1 or n, 2D]: amount, days of each offer @returns [n, D]
 */
export function laterShare(theta: tf.Tensor2D, design: tf.Tensor2D, { later, lapse }: Pick<Settings, "later" | "lapse">): tf.Tensor2D {
  const count = design.shape[1] / 2;
  const offers: tf.Tensor3D = tf.reshape(design, [-1, count, 2]);
  const part = (j: number): tf.Tensor2D => tf.reshape(tf.slice(offers, [0, 0, j], [-1, -1, 1]), [-1, count]);
  const worth = tf.div(later, tf.add(1, tf.mul(column(theta, 0), part(1))));
  const z = tf.clipByValue(tf.div(tf.sub(worth, part(0)), tf.add(column(theta, 1), 1e-6)), -sure, sure) as tf.Tensor2D;
  return tf.add(lapse, tf.mul(1 - 2 * lapse, tf.exp(logNormalShare(z)))) as tf.Tensor2D;
}

function create(designs: number, given: Settings): Simulator {
  const prior = priorOf(given);
  const offer = mixed([
    box({ low: 0, high: given.later, dim: 1, names: ["amount"], unit: "EUR" }),
    box({ low: 1, high: given.days, dim: 1, names: ["days"], unit: "days", scale: "log" }),
  ]);
  const chosen = (share: tf.Tensor2D, luck: tf.Tensor2D): tf.Tensor2D => tf.cast(tf.less(luck, share), "float32");
  return {
    name: "discounting",
    summary: discounting.summary,
    settings: { ...given },
    prior,
    designs: repeated(offer, designs),
    outcome: { names: Array.from({ length: designs }, (_, i) => `later${i + 1}`), unit: "", kind: "binary" },
    gradient: "score", // a choice is a step
    draw(key, n) {
      const k = split(key, "prior", "luck");
      return tf.tidy(() => ({ theta: prior.sample(k.prior, n), noise: { luck: uniform(k.luck, [n, designs]) } }));
    },
    simulate: (theta, design, { luck }) => chosen(laterShare(theta, design, given), luck as tf.Tensor2D),
    measure: (theta, at, { luck }, step) => chosen(laterShare(theta, at, given), column(luck as tf.Tensor2D, step)),
    logLikelihood: forOwnDesigns((theta, design, outcome) => {
      const own = design.shape[0] > 1;
      const [each, at, seen] = own ? paired(theta, design, outcome) : [theta, design, outcome];
      const share = laterShare(each, at, given);
      const [yes, no] = [tf.log(share), tf.log(tf.sub(1, share))] as [tf.Tensor2D, tf.Tensor2D];
      if (!own) return tf.add(tf.matMul(yes, seen, false, true), tf.matMul(no, tf.sub(1, seen), false, true));
      const terms = tf.add(tf.mul(seen, yes), tf.mul(tf.sub(1, seen), no));
      return tf.reshape(tf.sum(terms, 1), [theta.shape[0], outcome.shape[0]]);
    }),
    features: { theta: (theta) => tf.log(tf.add(theta, 1e-6)) as tf.Tensor2D },
  };
}

export const discounting = defineSimulator({
  name: "discounting",
  summary: "choices between money now and more money later, of a person with an unknown discount rate",
  use: "yes-no answers to questions of two numbers each: an amount and a delay",
  reference:
    "Mazur 1987; Vincent 2016, Behavior Research Methods 48; Foster, Ivanova, Malik and Rainforth 2021 (DAD), arXiv:2103.02438, section 6.2",
  settings,
  defaultDesigns: 20,
  create,
});
