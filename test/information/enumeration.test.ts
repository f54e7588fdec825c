/** Outcomes that are counted out: the bound and its gradient against plain loops, and one coordinate at a time against all together. */
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { simulators } from "../../simulators/index.js";
import type { Draw, Simulator } from "../../src/contracts/simulator.js";
import { tidied } from "../../src/engine/tensors.js";
import { estimators } from "../../src/estimators/index.js";
import { jointScores } from "../../src/estimators/pairs.js";
import type { Enumeration } from "../../src/information/training/counting.js";
import { buildEnumeration } from "../../src/information/training/enumeration.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { fold, key } from "../../src/numbers/keys.js";
import { logFactorial } from "../../src/numbers/special.js";
import { moments } from "../support/statistics.js";

const [people, n] = [5, 12];
const times = [0.7, 1.9];
const simulator = createSimulator(simulators.death, 2, { people });
const counted = buildEnumeration(simulator, estimators.pce, "fixed") as Enumeration;
const draw = (at: number): Draw => (simulator.draw as NonNullable<Simulator["draw"]>)(fold(key(3), at), n);
const thetas = tidied(() => Array.from(draw(0).theta.dataSync()));

/** The contrastive bound of these thetas, averaged over all outcomes, by plain loops. */
function looped(design: readonly number[]): number {
  const mass = (theta: number, t: number, y: number) => {
    const p = -Math.expm1(-theta * t);
    const ways = Math.exp(logFactorial(people) - logFactorial(y) - logFactorial(people - y));
    return ways * p ** y * (1 - p) ** (people - y);
  };
  let sum = 0;
  for (let a = 0; a <= people; a++)
    for (let b = 0; b <= people; b++) {
      const given = thetas.map((theta) => mass(theta, design[0] as number, a) * mass(theta, design[1] as number, b));
      const mean = given.reduce((x, y) => x + y, 0) / n;
      for (const p of given) if (p > 0) sum += (p * Math.log(p / mean)) / n;
    }
  return sum;
}

/** A design in, one number out. */
type Bound = (design: tf.Tensor2D, given: Draw) => tf.Scalar;

const together: Bound = (design, { theta }) => tf.mean(counted.bound({ theta, design, outcome: tf.zeros([n, 2]) })) as tf.Scalar;

const credited = (design: tf.Tensor2D, { theta, noise }: Draw) => {
  const outcome = simulator.simulate(theta, tf.tensor2d([times]), noise);
  const scores = (simulator.logLikelihood as NonNullable<Simulator["logLikelihood"]>)(theta, design, outcome);
  return { outcome, scores, own: estimators.pce.contributions({ scores }) };
};

const oneAtATime: Bound = (design, given) => {
  const { outcome, own } = credited(design, given);
  return tf.add(tf.mean(own), counted.surrogate({ theta: given.theta, design, outcome })) as tf.Scalar;
};

/** The score function, each experiment credited with its contribution less their mean over all others. */
const byScore: Bound = (design, given) => {
  const { scores, own } = credited(design, given);
  const values = tf.tensor1d(own.dataSync());
  const credit = tf.mul(n / (n - 1), tf.sub(values, tf.mean(values)));
  return tf.add(tf.mean(own), tf.mean(tf.mul(credit, jointScores(scores)))) as tf.Scalar;
};

const gradient = (bound: Bound, given: Draw): number[] =>
  Array.from(
    tf
      .grad((design) => bound(design as tf.Tensor2D, given))(tf.tensor2d([times]))
      .dataSync(),
  );

let exact: number[];
beforeAll(() => {
  exact = tidied(() => gradient(together, draw(0)));
});

test("all outcomes together give the bound and its slopes that loops and finite differences give", () => {
  expect(counted.how).toBe("together");
  expect(tidied(() => together(tf.tensor2d([times]), draw(0)).dataSync()[0])).toBeCloseTo(looped(times), 5);
  const h = 1e-4;
  for (const [i, slope] of exact.entries()) {
    const at = (by: number) => looped(times.map((t, k) => (k === i ? t + by : t)));
    expect(slope).toBeCloseTo((at(h) - at(-h)) / (2 * h), 4);
  }
});

test("one coordinate at a time gives the same on average, and is steadier than the score function", () => {
  const repeats = 80;
  // the same thetas, other outcomes
  const given = (at: number): Draw => ({ theta: draw(0).theta, noise: draw(at + 1).noise });
  const all = (bound: Bound) => Array.from({ length: repeats }, (_, at) => tidied(() => gradient(bound, given(at))));
  const [local, score] = [all(oneAtATime), all(byScore)];
  for (const i of [0, 1]) {
    const [a, b] = [local, score].map((rows) => moments(rows.map((row) => row[i] as number)));
    for (const found of [a, b] as { mean: number; variance: number }[])
      expect(Math.abs(found.mean - (exact[i] as number)) / Math.sqrt(found.variance / repeats)).toBeLessThan(4);
    expect((a as { variance: number }).variance).toBeLessThan(0.5 * (b as { variance: number }).variance);
  }
});

test("thetas are counted out where outcomes cannot be; what is not a function of one outcome's scores is left to the score function", () => {
  const how = (...given: Parameters<typeof buildEnumeration>) => buildEnumeration(...given)?.how;
  expect(how(createSimulator(simulators.death, 4), estimators.pce, "fixed")).toBe("one at a time");
  expect(how(simulator, estimators.pce, "adaptive")).toBe("thetas");
  expect(how({ ...simulator, gradient: "score" }, estimators.pce, "fixed")).toBe("thetas");
  expect(how(simulator, estimators.infoNce, "fixed")).toBeUndefined();
  expect(how(createSimulator(simulators.psychometric, 2, { levels: "list" }), estimators.pce, "adaptive")).toBeUndefined();
});
