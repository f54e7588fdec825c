/** What each answer is expected to tell in place of what it told: a policy of two questions against all of its histories by plain loops, and against whole experiments' credits. */
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { simulators } from "../../simulators/index.js";
import type { Simulator } from "../../src/contracts/simulator.js";
import { rowsOf, tidied } from "../../src/engine/tensors.js";
import { withNegatives } from "../../src/estimators/fewerNegatives.js";
import { estimators } from "../../src/estimators/index.js";
import { withContrasts } from "../../src/estimators/moreContrasts.js";
import type { Rollout } from "../../src/experiment/rollout.js";
import type { Enumeration } from "../../src/information/training/counting.js";
import { buildEnumeration } from "../../src/information/training/enumeration.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { key } from "../../src/numbers/keys.js";
import { moments } from "../support/statistics.js";
import { carriedOut, chance, draw, given, guess, looped, moved, n, policy, simulator, slope } from "./twoQuestions.js";

const single = createSimulator(simulators.psychometric, 1, { guess });
const counted = buildEnumeration(simulator, estimators.pce, "adaptive", single) as Enumeration;
const byExperiments = buildEnumeration(simulator, estimators.pce, "adaptive") as Enumeration;

const sum = (numbers: readonly number[]): number => numbers.reduce((x, y) => x + y, 0);
const repeats = 60;
let rows: number[][] = [];
beforeAll(() => {
  rows = Array.from({ length: repeats }, (_, at) => moved((rollout) => counted.surrogate(rollout), at));
});
const numbersOf = (bound: (rollout: Rollout) => tf.Tensor1D, at: number): number =>
  tidied(() => tf.mean(bound(carriedOut(tf.tensor2d([policy]), given(at)))).dataSync()[0] as number);

test("the bound of drawn answers is on average that of all answers, and hardly depends on them", () => {
  const [own, others] = [counted, byExperiments].map(({ bound }) =>
    moments(Array.from({ length: repeats }, (_, at) => numbersOf(bound, at))),
  ) as [ReturnType<typeof moments>, ReturnType<typeof moments>];
  expect(Math.abs(own.mean - looped(policy)) / Math.sqrt(own.variance / repeats)).toBeLessThan(4);
  expect(own.variance).toBeLessThan(others.variance / 10);
});

test("its gradient is on average the bound's own slope, along each number of the policy", () => {
  for (const i of policy.keys()) {
    const { mean, variance } = moments(rows.map((row) => row[i] as number));
    expect(Math.abs(mean - slope(i)) / Math.sqrt(variance / repeats)).toBeLessThan(4);
  }
});

test("and has less than a third of the variance of crediting with what whole experiments told", () => {
  const whole = Array.from({ length: repeats }, (_, at) => moved((rollout) => byExperiments.surrogate(rollout), at));
  for (const i of policy.keys()) {
    const [own, others] = [rows, whole].map((all) => moments(all.map((row) => row[i] as number)).variance);
    expect(own as number).toBeLessThan((others as number) / 3);
  }
});

test("of one question nothing is left to luck: its gradient is the slope, whatever was answered", () => {
  const one = buildEnumeration(single, estimators.pce, "adaptive", single) as Enumeration;
  const { theta } = draw(0);
  const at = (answer: number) =>
    tf
      .grad((level) => one.surrogate({ theta, design: tf.tile(level as tf.Tensor2D, [n, 1]), outcome: tf.fill([n, 1], answer) }))(
        tf.tensor2d([[0.7]]),
      )
      .dataSync()[0] as number;
  const bound = (level: number) => {
    const design = tf.fill([n, 1], level) as tf.Tensor2D;
    return one.bound({ theta, design, outcome: tf.zeros([n, 1]) }).dataSync()[0] as number;
  };
  expect(at(0)).toBeCloseTo(at(1), 6);
  expect(at(0)).toBeCloseTo((bound(0.71) - bound(0.69)) / 0.02, 3);
});

test("with more thetas than experiments beliefs are about all of them: what each answer is expected to tell, by plain loops", () => {
  const [few, count] = [2, 40];
  const many = buildEnumeration(simulator, withContrasts(estimators.pce, count), "adaptive", single) as Enumeration;
  const all = tidied(() => rowsOf((simulator.draw as NonNullable<Simulator["draw"]>)(key(8), count).theta));
  const [theta, contrasts] = [all.slice(0, few), all.slice(few)].map((some) => tf.tensor2d(some)) as [tf.Tensor2D, tf.Tensor2D];
  const [levels, answers] = [[[0.2, -1.1], [-0.4, 2]], [[1, 0], [0, 1]]]; // biome-ignore format: short
  const rollout = { theta, contrasts, design: tf.tensor2d(levels), outcome: tf.tensor2d(answers) };
  const entropy = (p: number) => -p * Math.log(p) - (1 - p) * Math.log(1 - p);
  const byLoops = levels.map((places, j) => {
    let shares = all.map(() => 1 / count);
    let told = 0;
    for (const [t, level] of places.entries()) {
      const yes = all.map((of) => chance(of, level));
      told +=
        entropy(sum(yes.map((p, k) => p * (shares[k] as number)))) - sum(yes.map((p, k) => entropy(p) * (shares[k] as number)));
      const weights = shares.map((share, k) => share * (answers[j]?.[t] ? (yes[k] as number) : 1 - (yes[k] as number)));
      shares = weights.map((weight) => weight / sum(weights));
    }
    return told;
  });
  for (const [j, value] of many.bound(rollout).dataSync().entries()) expect(value).toBeCloseTo(byLoops[j] as number, 5);
});

test("where it is no sum of what each measurement tells, experiments are credited as a whole", () => {
  const design = tf.tile(tf.tensor2d([simulator.designs.equallySpaced()]), [n, 1]) as tf.Tensor2D;
  const drawn = draw(0);
  const rollout = { theta: drawn.theta, design, outcome: simulator.simulate(drawn.theta, design, drawn.noise) };
  const { chained: _, ...whole } = estimators.pce;
  const values = [buildEnumeration(simulator, whole, "adaptive", single), byExperiments].map((one) =>
    Array.from((one as Enumeration).bound(rollout).dataSync()),
  );
  expect(values[0]).toEqual(values[1]);
  expect(Array.from(counted.bound(rollout).dataSync())).not.toEqual(values[1]);
  expect(withNegatives(estimators.pce, 3).chained).toBeUndefined();
});
