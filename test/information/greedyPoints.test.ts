/** Greedy decisions of several numbers, and of one from a list, against a search by formula. */
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { box, choice, repeated } from "../../designs/index.js";
import type { Draw, Simulator } from "../../src/contracts/simulator.js";
import type { DesignSpace } from "../../src/contracts/space.js";
import { column, columns, piece, rowsOf, tidied } from "../../src/engine/tensors.js";
import { policyContext, rollout } from "../../src/experiment/rollout.js";
import { candidatesAfter } from "../../src/information/greedy/candidates.js";
import { greedyPolicy } from "../../src/information/greedy/policy.js";
import { createSimulator, defineSimulator } from "../../src/modelling/defineSimulator.js";
import { forOwnDesigns, gaussianScores } from "../../src/modelling/likelihoods.js";
import { independent, normal } from "../../src/modelling/priors.js";
import { normal as normals } from "../../src/numbers/distributions.js";
import { key, split } from "../../src/numbers/keys.js";
import { widthOf } from "../../src/numbers/measurements.js";
import { planGreedy, scoredAlone } from "../../src/runs/policy/greedy.js";

/** y = a·u + b·v + N(0, 1) in a plane of (u, v): the posterior is normal whatever was seen. */
const [sdA, sdB] = [1, 2];
const planeOf = (space: (designs: number) => DesignSpace) =>
  defineSimulator({
    name: "plane",
    summary: "a plane through nought",
    use: "tests",
    settings: {},
    defaultDesigns: 2,
    create: (designs): Simulator => {
      const prior = independent({ a: normal(0, sdA), b: normal(0, sdB) });
      const own = space(designs);
      const width = widthOf(own);
      const height = (theta: tf.Tensor2D, at: tf.Tensor2D) =>
        tf.add(tf.mul(column(theta, 0), column(at, 0)), tf.mul(column(theta, 1), column(at, 1))) as tf.Tensor2D;
      const all = (theta: tf.Tensor2D, design: tf.Tensor2D) =>
        columns(...Array.from({ length: designs }, (_, i) => height(theta, piece(design, i, width))));
      return {
        ...{ name: "plane", summary: "a plane through nought", settings: {}, prior, designs: own },
        outcome: { names: Array.from({ length: designs }, (_, i) => `y${i}`), unit: "" },
        draw(k, n): Draw {
          const of = split(k, "theta", "noise");
          return { theta: prior.sample(of.theta, n), noise: { e: normals(of.noise, [n, designs]) } };
        },
        simulate: (theta, design, { e }) => tf.add(all(theta, design), e as tf.Tensor2D),
        measure: (theta, at, { e }, step) => tf.add(height(theta, at), column(e as tf.Tensor2D, step)),
        logLikelihood: forOwnDesigns((theta, design, outcome) =>
          gaussianScores(all(theta, design), tf.ones([theta.shape[0], designs]), outcome),
        ),
      };
    },
  });

type Cov = readonly [number, number, number];
const before: Cov = [sdA ** 2, 0, sdB ** 2];
const variance = ([aa, ab, bb]: Cov, [u = 0, v = 0]: readonly number[]) => aa * u * u + 2 * ab * u * v + bb * v * v;
const after = (c: Cov, at: readonly number[]): Cov => {
  const [u = 0, v = 0] = at;
  const [p, q] = [c[0] * u + c[1] * v, c[1] * u + c[2] * v];
  const s = 1 + variance(c, at);
  return [c[0] - (p * p) / s, c[1] - (p * q) / s, c[2] - (q * q) / s];
};
const gainAt = (c: Cov, at: readonly number[]) => 0.5 * Math.log(1 + variance(c, at));

const side = Array.from({ length: 41 }, (_, i) => -1 + (2.5 * i) / 40);
const list = [
  [1, 0],
  [0, 1],
  [0.4, 0.6],
  [-0.4, 0.6],
  [0.1, 0.1],
] as const;

test.each([
  ["a point of a plane", (n: number) => repeated(box({ low: -1, high: 1.5, dim: 2 }), n), side.flatMap((u) => side.map((v) => [u, v]))], // biome-ignore format: one row
  ["one of a list, repeated", (n: number) => repeated(choice({ candidates: list, dim: 1 }), n), list],
  ["one of a list", (n: number) => choice({ candidates: list, dim: n }), list],
] as const)("%s: each measurement is nearly the best next one", (_, space, places) => {
  const family = planeOf(space);
  const [simulator, single] = [createSimulator(family, 2), createSimulator(family, 1)];
  const tensors = tf.memory().numTensors;
  const greedy = greedyPolicy({ simulator, single, key: key(3) });
  const made = tidied(() => {
    const draw = (simulator.draw as NonNullable<Simulator["draw"]>)(key(8), 4);
    const context = policyContext(greedy.policy, simulator.designs, key(0), 4);
    return rowsOf(rollout(simulator, greedy.policy, {}, draw, context).design);
  });
  greedy.checkBeliefs();
  greedy.dispose();
  expect(tf.memory().numTensors).toBe(tensors);
  const best = (c: Cov) => Math.max(...places.map((at) => gainAt(c, at)));
  for (const row of made) {
    const [first, second] = [row.slice(0, 2), row.slice(2, 4)];
    expect(gainAt(before, first)).toBeGreaterThan(best(before) - 0.02);
    const known = after(before, first);
    expect(gainAt(known, second)).toBeGreaterThan(best(known) - 0.03);
  }
});

test("what was chosen is not looked at again where candidates are distinct; a plane is looked at all over", () => {
  const distinct = choice({ candidates: [1, 2, 5, 9], dim: 3, distinct: true });
  expect(candidatesAfter(distinct, []).first).toHaveLength(4);
  expect(candidatesAfter(distinct, [[2]]).first).toHaveLength(3);
  const plane = repeated(box({ low: [0, 1], high: [10, 1000], dim: 2, scale: ["linear", "log"] }), 3);
  const { first, around } = candidatesAfter(plane, [[5, 5]]);
  expect(first).toHaveLength(14 * 14);
  expect(around(0).length).toBe(8);
  expect(first.every((raw) => raw.length === 2)).toBe(true);
});

test("where looking at every place would take too long it is said", () => {
  const family = planeOf((n) => repeated(box({ low: -1, high: 1, dim: 2 }), n));
  const [simulator, two, single] = [40, 2, 1].map((count) => createSimulator(family, count)) as [Simulator, Simulator, Simulator];
  expect(planGreedy(simulator, single, 20_000)).toMatch(/would take too long/);
  expect(
    planGreedy(
      two,
      scoredAlone(two, () => single),
      1000,
    ),
  ).toMatchObject({ groups: expect.any(Number) });
});
