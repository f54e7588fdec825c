/** When does a subject say yes? One bit a trial at a chosen strength: no gradient leads through it, but the gain is known by quadrature. */
import * as tf from "@tensorflow/tfjs-core";
import { box } from "../../designs/index.js";
import type { SimulatorFamily } from "../../src/contracts/simulator.js";
import { column } from "../../src/engine/tensors.js";
import { independent, logNormal } from "../../src/modelling/priors.js";
import { uniform } from "../../src/numbers/distributions.js";
import { split } from "../../src/numbers/keys.js";

const steepness = 4;

/** log theta ~ N(0, sd²): not symmetric, so the best strength is nowhere special. */
const sd = 0.8;

/** y_t = 1 with probability sigmoid(steepness·(theta - strength_t)), decided by a uniform number that is drawn ahead. */
export const threshold: SimulatorFamily = {
  name: "threshold",
  summary: "yes or no at chosen strengths",
  use: "in tests",
  settings: {},
  defaultDesigns: 1,
  create(designs) {
    const prior = independent({ theta: { ...logNormal(0, sd), unit: "" } });
    const answer = (theta: tf.Tensor2D, at: tf.Tensor2D, u: tf.Tensor2D): tf.Tensor2D =>
      tf.cast(tf.less(u, tf.sigmoid(tf.mul(steepness, tf.sub(theta, at)))), "float32") as tf.Tensor2D;
    return {
      name: "threshold",
      summary: "yes or no at chosen strengths",
      settings: {},
      prior,
      designs: box({ low: 0, high: 6, dim: designs }),
      outcome: { names: Array.from({ length: designs }, (_, t) => `y${t + 1}`), unit: "" },
      gradient: "score",
      draw(key, n) {
        const k = split(key, "theta", "answer");
        return { theta: prior.sample(k.theta, n), noise: { u: uniform(k.answer, [n, designs]) } };
      },
      simulate: (theta, design, { u }) => answer(theta, design, u as tf.Tensor2D),
      measure: (theta, at, { u }, step) => answer(theta, at, column(u as tf.Tensor2D, step)),
      features: { theta: (theta) => tf.log(theta) },
    };
  },
};

const points = 500;
const thetas = Array.from({ length: points }, (_, i) => Math.exp(sd * (-5 + (10 * (i + 0.5)) / points)));
const prior = thetas.map((_, i) => Math.exp(-0.5 * (-5 + (10 * (i + 0.5)) / points) ** 2));

const xlogx = (p: number): number => (p > 0 ? p * Math.log(p) : 0);

/** Probability of a yes. */
export const yes = (theta: number, at: number): number => 1 / (1 + Math.exp(-steepness * (theta - at)));

/** Information about theta of one answer at `at`, nats, when theta has these weights on the quadrature's points. */
function one(weights: readonly number[], at: number): number {
  let [total, mean, certain] = [0, 0, 0];
  for (const [i, w] of weights.entries()) {
    const p = yes(thetas[i] as number, at);
    total += w;
    mean += w * p;
    certain += w * (xlogx(p) + xlogx(1 - p));
  }
  return certain / total - xlogx(mean / total) - xlogx(1 - mean / total);
}

/** Of one answer. */
export const gainOfOne = (at: number): number => one(prior, at);

/** Of two, the second at a strength that depends on the first answer. */
export function gainOfTwo(first: number, after: { readonly no: number; readonly yes: number }): number {
  const [ifYes, ifNo] = [
    prior.map((w, i) => w * yes(thetas[i] as number, first)),
    prior.map((w, i) => w * (1 - yes(thetas[i] as number, first))),
  ];
  const sum = (w: readonly number[]) => w.reduce((a, b) => a + b, 0);
  const share = sum(ifYes) / (sum(ifYes) + sum(ifNo));
  return one(prior, first) + share * one(ifYes, after.yes) + (1 - share) * one(ifNo, after.no);
}

/** The largest value of a function of one strength, and where, by a fine grid. */
export function best(gain: (at: number) => number): { readonly at: number; readonly gain: number } {
  const grid = Array.from({ length: 200 }, (_, i) => (6 * (i + 0.5)) / 200);
  return grid.map((at) => ({ at, gain: gain(at) })).reduce((a, b) => (b.gain > a.gain ? b : a));
}

/** The best policy of two: each second strength is the best after its answer, the first by the grid. */
export function bestOfTwo(): { readonly first: number; readonly no: number; readonly yes: number; readonly gain: number } {
  const coarse = Array.from({ length: 20 }, (_, i) => 0.1 * (i + 5));
  return coarse
    .map((first) => {
      const [no, yes] = [
        (at: number) => gainOfTwo(first, { no: at, yes: 3 }),
        (at: number) => gainOfTwo(first, { no: 1, yes: at }),
      ];
      const after = { no: best(no).at, yes: best(yes).at };
      return { first, ...after, gain: gainOfTwo(first, after) };
    })
    .reduce((a, b) => (b.gain > a.gain ? b : a));
}
