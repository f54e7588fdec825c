/** A policy of two yes-no questions with three numbers, small enough that all of its histories are summed by plain loops. */
import * as tf from "@tensorflow/tfjs-core";
import { simulators } from "../../simulators/index.js";
import type { Draw, Simulator } from "../../src/contracts/simulator.js";
import { column, columns, rowsOf, tidied, withoutGradient } from "../../src/engine/tensors.js";
import type { Rollout } from "../../src/experiment/rollout.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { fold, key } from "../../src/numbers/keys.js";

export const [n, guess] = [48, 0.02];
export const simulator = createSimulator(simulators.psychometric, 2, { guess });
export const draw = (at: number): Draw => (simulator.draw as NonNullable<Simulator["draw"]>)(fold(key(3), at), n);
const thetas = tidied(() => rowsOf(draw(0).theta));

/** The first level, the second after a no, and what a yes adds to it. */
export const policy = [0.2, 0.9, -1.5];

/** Of yes. */
export const chance = ([threshold, slope, lapse]: readonly number[], at: number): number =>
  guess + (1 - guess - (lapse as number)) / (1 + Math.exp(-(slope as number) * (at - (threshold as number))));

/** The contrastive bound of these thetas, averaged over all answers, by plain loops. */
export function looped([first, second, more]: readonly number[], all = thetas): number {
  const mass = (theta: readonly number[], at: number, y: number) => (y ? chance(theta, at) : 1 - chance(theta, at));
  let sum = 0;
  for (const a of [0, 1])
    for (const b of [0, 1]) {
      const given = all.map((of) => mass(of, first as number, a) * mass(of, (second as number) + (more as number) * a, b));
      const mean = given.reduce((x, y) => x + y, 0) / all.length;
      for (const p of given) sum += (p * Math.log(p / mean)) / all.length;
    }
  return sum;
}

/** What the policy does, differentiable in its three numbers [1, 3] where designs are, and nowhere else. */
export function carriedOut(numbers: tf.Tensor2D, { theta, noise }: Draw): Rollout {
  const measure = simulator.measure as NonNullable<Simulator["measure"]>;
  const asked = (at: tf.Tensor2D, step: number) => withoutGradient(() => measure(theta, at, noise, step));
  const [first, second, more] = [0, 1, 2].map((i) => column(numbers, i)) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
  const one: tf.Tensor2D = tf.add(tf.zeros([n, 1]), first);
  const answer = asked(one, 0);
  const two: tf.Tensor2D = tf.add(second, tf.mul(more, answer));
  return { theta, design: columns(one, two), outcome: columns(answer, asked(two, 1)) };
}

/** How that changes along one of the policy's numbers. */
export function slope(i: number, all = thetas): number {
  const at = (by: number) =>
    looped(
      policy.map((x, k) => (k === i ? x + by : x)),
      all,
    );
  return (at(step) - at(-step)) / (2 * step);
}
const step = 1e-4;

/** The same thetas, other answers. */
export const given = (at: number): Draw => ({ theta: draw(0).theta, noise: draw(at + 1).noise });

/** The gradient of what stands for the bound's, with the answers of this draw. */
export const moved = (surrogate: (rollout: Rollout) => tf.Scalar, at: number): number[] =>
  tidied(() => {
    const climbed = tf.grad((numbers) => surrogate(carriedOut(numbers as tf.Tensor2D, given(at))));
    return Array.from(climbed(tf.tensor2d([policy])).dataSync());
  });
