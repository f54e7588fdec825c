/** A policy that chooses two questions from a list of three: all choices and answers of its histories by plain loops, against draws and their gradients. */
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { randomIndices } from "../../designs/candidates.js";
import { choice } from "../../designs/index.js";
import { simulators } from "../../simulators/index.js";
import type { Draw, Simulator } from "../../src/contracts/simulator.js";
import { columns, rowsOf, tidied, withoutGradient } from "../../src/engine/tensors.js";
import { estimators } from "../../src/estimators/index.js";
import { withContrasts } from "../../src/estimators/moreContrasts.js";
import type { Rollout } from "../../src/experiment/rollout.js";
import type { Enumeration } from "../../src/information/training/counting.js";
import { buildEnumeration } from "../../src/information/training/enumeration.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { withParts } from "../../src/modelling/failures.js";
import { fold, key } from "../../src/numbers/keys.js";
import { moments } from "../support/statistics.js";
import { chance, guess } from "./twoQuestions.js";

const [n, repeats] = [32, 30];
const levels = [-1, 0.3, 1.2];
const base = createSimulator(simulators.psychometric, 2, { guess });
const single = createSimulator(simulators.psychometric, 1, { guess });
const draw = (at: number): Draw => (base.draw as NonNullable<Simulator["draw"]>)(fold(key(5), at), n);
const thetas = tidied(() => rowsOf(draw(0).theta));

/** Of each level in the first question, and in the second after no and after yes. */
const logits = [0.2, 0.9, -0.4, 0.1, -0.6, 0.8, 0.7, 0.1, -0.3];

const softmax = (raw: readonly number[], free: readonly boolean[]): number[] => {
  const weights = raw.map((x, i) => (free[i] ? Math.exp(x) : 0));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
};

/** The contrastive bound of these thetas, averaged over choices and answers. */
function looped(all: readonly number[], once: boolean): number {
  const mass = (theta: readonly number[], c: number, y: number) => {
    const yes = chance(theta, levels[c] as number);
    return y ? yes : 1 - yes;
  };
  const first = softmax(all.slice(0, 3), [true, true, true]);
  let value = 0;
  for (const c of [0, 1, 2])
    for (const a of [0, 1]) {
      const second = softmax(all.slice(3 + 3 * a, 6 + 3 * a), [0, 1, 2].map((d) => !once || d !== c)); // biome-ignore format: one thing
      for (const d of [0, 1, 2])
        for (const b of [0, 1]) {
          const given = thetas.map((theta) => mass(theta, c, a) * mass(theta, d, b));
          const mean = given.reduce((x, y) => x + y, 0) / n;
          const told = given.reduce((sum, p) => sum + (p * Math.log(p / mean)) / n, 0);
          value += (first[c] as number) * (second[d] as number) * told;
        }
    }
  return value;
}

/** Differentiable in the logits [1, 9] where the draws' probabilities are. */
function drawn(simulator: Simulator, all: tf.Tensor2D, { theta, noise }: Draw, move: tf.Tensor2D): Rollout {
  const experiments = theta.shape[0];
  const { measure, designs } = simulator as Required<Pick<Simulator, "measure">> & Simulator;
  const next = designs.next as NonNullable<typeof designs.next>;
  const part = (i: number) => tf.add(tf.zeros([experiments, 3]), tf.slice(all, [0, 3 * i], [1, 3])) as tf.Tensor2D;
  const tried = (raw: tf.Tensor2D, t: number, before: tf.Tensor2D[]) =>
    withoutGradient(() => next(tf.add(raw, tf.slice(move, [0, 3 * t], [-1, 3])), before, tf.scalar(1)));
  const asked = (at: tf.Tensor2D, t: number) => withoutGradient(() => measure(theta, at, noise, t));
  const one = tried(part(0), 0, []);
  const answer = asked(one, 0);
  const raw = tf.add(tf.mul(part(1), tf.sub(1, answer)), tf.mul(part(2), answer)) as tf.Tensor2D;
  const two = tried(raw, 1, [one]);
  return { theta, design: columns(one, two), outcome: columns(answer, asked(two, 1)), meant: [part(0), raw] };
}

/** So many of the thetas, others in every repeat, with experiments of their own, and the rest as contrasts. */
function dealt(at: number, experiments: number): { readonly own: Draw; readonly contrasts?: tf.Tensor2D } {
  const order = randomIndices(fold(key(7), at), n, n, true);
  const theta = tf.tensor2d(order.map((i) => thetas[i] as number[]));
  const [own, rest] = tf.split(theta, [experiments, n - experiments]) as [tf.Tensor2D, tf.Tensor2D];
  const noise = Object.fromEntries(
    Object.entries(draw(at).noise).map(([name, all]) => [name, tf.slice(all, [0], [experiments])]), // rows
  );
  return { own: { theta: own, noise }, ...(experiments < n ? { contrasts: rest } : {}) };
}

for (const [once, experiments] of [
  [false, n],
  [true, n],
  [true, 24],
] as const)
  test(`the gradient of choices${once ? " without repetition" : ""}${experiments < n ? ", of fewer experiments than thetas," : ""} is on average the slope of the bound over all choices and answers`, () => {
    const simulator = withParts(base, { designs: choice({ candidates: levels, dim: 2, distinct: once }) });
    const counted = buildEnumeration(simulator, withContrasts(estimators.pce, n), "adaptive", single) as Enumeration;
    const [values, rows]: [number[], number[][]] = [[], []];
    for (let at = 0; at < repeats; at++)
      tidied(() => {
        const move = counted.trial?.({ key: fold(key(6), at), progress: 0.5 }, experiments).move as tf.Tensor2D;
        const { own, ...more } = dealt(at, experiments);
        const rolled = (all: tf.Tensor) => ({ ...drawn(simulator, all as tf.Tensor2D, own, move), ...more });
        const climbed = tf.grad((all) => counted.surrogate(rolled(all)));
        rows.push(Array.from(climbed(tf.tensor2d([logits])).dataSync()));
        values.push(tf.mean(counted.bound(rolled(tf.tensor2d([logits])))).dataSync()[0] as number);
        return tf.scalar(0);
      });
    const { mean, variance } = moments(values);
    expect(Math.abs(mean - looped(logits, once)) / Math.sqrt(variance / repeats)).toBeLessThan(4);
    for (const i of logits.keys()) {
      const at = (by: number) => looped(logits.map((x, k) => (k === i ? x + by : x)), once); // biome-ignore format: one thing
      const slope = (at(1e-4) - at(-1e-4)) / 2e-4;
      const own = moments(rows.map((row) => row[i] as number));
      expect(Math.abs(own.mean - slope) / Math.sqrt(own.variance / repeats)).toBeLessThan(4);
    }
  });
