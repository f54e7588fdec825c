/** Which theta an outcome came from, counted out: a policy of two questions against all of its histories by plain loops, and against the score function. */
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { staticDesign } from "../../policies/static.js";
import { simulators } from "../../simulators/index.js";
import type { LogLikelihood } from "../../src/contracts/bounds.js";
import type { Simulator } from "../../src/contracts/simulator.js";
import { rowsOf, tidied } from "../../src/engine/tensors.js";
import { estimators } from "../../src/estimators/index.js";
import { withContrasts } from "../../src/estimators/moreContrasts.js";
import { jointScores } from "../../src/estimators/pairs.js";
import type { Rollout } from "../../src/experiment/rollout.js";
import type { Objective } from "../../src/information/reading.js";
import type { Enumeration } from "../../src/information/training/counting.js";
import { buildEnumeration } from "../../src/information/training/enumeration.js";
import { gradientOf } from "../../src/information/training/gradient.js";
import { rolled, stepInputs, trainingStep } from "../../src/information/training/step.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { key } from "../../src/numbers/keys.js";
import { moments } from "../support/statistics.js";
import { carriedOut, draw, given, looped, moved, n, policy, simulator, slope } from "./twoQuestions.js";

const counted = buildEnumeration(simulator, estimators.pce, "adaptive") as Enumeration;

/** The score function, each experiment credited with its contribution less their mean over all others. */
function byScore({ theta, design, outcome }: Rollout): tf.Scalar {
  const scores = (simulator.logLikelihood as NonNullable<Simulator["logLikelihood"]>)(theta, design, outcome);
  const own = estimators.pce.contributions({ scores });
  const values = tf.tensor1d(own.dataSync());
  const credit = tf.mul(n / (n - 1), tf.sub(values, tf.mean(values)));
  return tf.add(tf.mean(own), tf.mean(tf.mul(credit, jointScores(scores)))) as tf.Scalar;
}

const repeats = 100;
let [byThetas, byOutcomes]: [number[][], number[][]] = [[], []];
beforeAll(() => {
  const all = (surrogate: (rollout: Rollout) => tf.Scalar) => Array.from({ length: repeats }, (_, at) => moved(surrogate, at));
  [byThetas, byOutcomes] = [all((rollout) => counted.surrogate(rollout)), all(byScore)];
});

test("the bound of drawn answers is on average that of all answers", () => {
  const bounds = Array.from({ length: repeats }, (_, at) =>
    tidied(() => tf.mean(counted.bound(carriedOut(tf.tensor2d([policy]), given(at)))).dataSync()[0] as number),
  );
  const { mean, variance } = moments(bounds);
  expect(counted.how).toBe("thetas");
  expect(Math.abs(mean - looped(policy)) / Math.sqrt(variance / repeats)).toBeLessThan(4);
});

test("its gradient is on average the bound's own slope, along each number of the policy", () => {
  for (const i of policy.keys()) {
    const { mean, variance } = moments(byThetas.map((row) => row[i] as number));
    expect(Math.abs(mean - slope(i)) / Math.sqrt(variance / repeats)).toBeLessThan(4);
  }
});

test("and has less than a sixth of the score function's variance", () => {
  for (const i of policy.keys()) {
    const [counts, score] = [byThetas, byOutcomes].map((rows) => moments(rows.map((row) => row[i] as number)).variance);
    expect(counts as number).toBeLessThan((score as number) / 6);
  }
});

describe("with more thetas than experiments", () => {
  const all = tidied(() => rowsOf((simulator.draw as NonNullable<Simulator["draw"]>)(key(8), 2 * n).theta));
  const many = buildEnumeration(simulator, withContrasts(estimators.pce, all.length), "adaptive") as Enumeration;
  /** Each of them makes an outcome equally often. */
  const turned = (at: number) => all.map((_, i) => all[(5 * at + i) % all.length] as number[]);
  const experiments = (numbers: tf.Tensor2D, at: number): Rollout => ({
    ...carriedOut(numbers, { theta: tf.tensor2d(turned(at).slice(0, n)), noise: draw(at + 1).noise }),
    contrasts: tf.tensor2d(turned(at).slice(n)),
  });
  const turns = 2 * all.length;

  test("the bound and its slope are on average those of all of them", () => {
    const found = Array.from({ length: turns }, (_, at) =>
      tidied(() => {
        const { value, grad } = tf.valueAndGrad((numbers) => many.surrogate(experiments(numbers as tf.Tensor2D, at)))(
          tf.tensor2d([policy]),
        );
        const bound = tf.mean(many.bound(experiments(tf.tensor2d([policy]), at))).dataSync()[0] as number;
        expect(Number.isFinite(value.dataSync()[0])).toBe(true);
        return [bound, ...grad.dataSync()];
      }),
    );
    const slopes = policy.map((_, i) => slope(i, all));
    for (const [i, expected] of [looped(policy, all), ...slopes].entries()) {
      const { mean, variance } = moments(found.map((row) => row[i] as number));
      expect(Math.abs(mean - expected) / Math.sqrt(variance / turns)).toBeLessThan(4);
    }
  });

  test("the bound passes the logarithm of the batch, and where there is a path it is each outcome's own score over the mean of all", () => {
    const line = createSimulator(simulators.linear, 10);
    const [few, count] = [4, 400];
    const bound = withContrasts(estimators.pce, count);
    const { enumeration } = gradientOf(line, bound, staticDesign, {} as never);
    const objective = { scoredBy: "likelihood" } as Objective;
    const task = { simulator: line, policy: staticDesign, objective, ...(enumeration ? { enumeration } : {}) };
    const drawn = (line.draw as NonNullable<Simulator["draw"]>)(key(2), few);
    const inputs = stepInputs(task, { draw: drawn, key: key(4), progress: 1 });
    const params = staticDesign.init(line.designs, line.designs.equallySpaced());
    const step = trainingStep(task, params, inputs);
    const { theta, design, outcome } = rolled(task, params, inputs);
    const others = inputs.contrasts as tf.Tensor2D;
    expect(others.shape).toEqual([count - few, 2]);
    const logs = [theta, others].flatMap((some) => rowsOf((line.logLikelihood as LogLikelihood)(some, design, outcome)));
    const byLoops = Array.from({ length: few }, (_, j) => {
      const mean = logs.reduce((sum, row) => sum + Math.exp((row[j] as number) - (logs[j]?.[j] as number)), 0) / count;
      return -Math.log(mean);
    });
    for (const [j, value] of byLoops.entries()) expect((step.contributions as tf.Tensor).dataSync()[j]).toBeCloseTo(value, 4);
    expect(step.bound?.dataSync()[0]).toBeGreaterThan(Math.log(few) + 1);
    expect([bound.cap(few), bound.cap(1000)]).toEqual([Math.log(count), Math.log(1000)]);
  });
});

test("a theta that cannot have made an outcome takes no part, and makes nothing infinite", () => {
  const scores = tf.tensor2d([
    [-1, Number.NEGATIVE_INFINITY],
    [-2, -1],
  ]);
  const of = buildEnumeration({ ...simulator, logLikelihood: () => scores }, estimators.pce, "adaptive") as Enumeration;
  const rollout = { theta: tf.zeros([2, 3]), design: tf.zeros([1, 2]), outcome: tf.zeros([2, 2]) } as unknown as Rollout;
  const m = Math.log((Math.exp(-1) + Math.exp(-2)) / 2);
  const share = Math.exp(-1) / (Math.exp(-1) + Math.exp(-2));
  const [first, second] = of.bound(rollout).dataSync();
  expect(first).toBeCloseTo(share * (-1 - m) + (1 - share) * (-2 - m), 6);
  expect(second).toBeCloseTo(Math.log(2), 6);
  expect(Number.isFinite(of.surrogate(rollout).dataSync()[0])).toBe(true);
});
