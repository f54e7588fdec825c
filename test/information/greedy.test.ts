import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { box } from "../../designs/index.js";
import type { Draw, Simulator } from "../../src/contracts/simulator.js";
import { column, rowsOf, tidied } from "../../src/engine/tensors.js";
import { policyContext, rollout } from "../../src/experiment/rollout.js";
import { coarse } from "../../src/information/greedy/candidates.js";
import { greedyPolicy, greedySizes } from "../../src/information/greedy/policy.js";
import { createSimulator, defineSimulator } from "../../src/modelling/defineSimulator.js";
import { forOwnDesigns, gaussianScores, pairwiseScores } from "../../src/modelling/likelihoods.js";
import { independent, normal } from "../../src/modelling/priors.js";
import { normal as normals, uniform } from "../../src/numbers/distributions.js";
import { key, split } from "../../src/numbers/keys.js";
import { planGreedy, scoredAlone } from "../../src/runs/policy/greedy.js";

/** y = a + b x + N(0, 1), whose posterior is normal whatever was seen: greedy decisions in closed form. */
const [priorSd, low, high] = [[1, 2], -1, 3] as const;
const line = defineSimulator({
  name: "line",
  summary: "a line",
  use: "tests",
  settings: {},
  defaultDesigns: 2,
  create: (designs): Simulator => {
    const prior = independent({ a: normal(0, priorSd[0]), b: normal(0, priorSd[1]) });
    const height = (theta: tf.Tensor2D, at: tf.Tensor2D) => tf.add(column(theta, 0), tf.mul(column(theta, 1), at)) as tf.Tensor2D;
    return {
      ...{ name: "line", summary: "a line", settings: {}, prior, designs: box({ low, high, dim: designs }) },
      outcome: { names: Array.from({ length: designs }, (_, i) => `y${i}`), unit: "" },
      draw(k, n): Draw {
        const of = split(k, "theta", "noise");
        return { theta: prior.sample(of.theta, n), noise: { e: normals(of.noise, [n, designs]) } };
      },
      simulate: (theta, design, { e }) => tf.add(height(theta, design), e as tf.Tensor2D),
      measure: (theta, at, { e }, step) => tf.add(height(theta, at), column(e as tf.Tensor2D, step)),
      logLikelihood: (theta, design, outcome) =>
        gaussianScores(height(theta, design), tf.ones([theta.shape[0], designs]), outcome),
    };
  },
});

/** Posterior covariance [aa, ab, bb] after a measurement at x, and what one at x would tell. */
type Cov = readonly [number, number, number];
const before: Cov = [priorSd[0] ** 2, 0, priorSd[1] ** 2];
const variance = ([aa, ab, bb]: Cov, x: number) => aa + 2 * ab * x + bb * x * x;
const after = (c: Cov, x: number): Cov => {
  const [u, v] = [c[0] + c[1] * x, c[1] + c[2] * x];
  const s = 1 + variance(c, x);
  return [c[0] - (u * u) / s, c[1] - (u * v) / s, c[2] - (v * v) / s];
};
const gainAt = (c: Cov, x: number) => 0.5 * Math.log(1 + variance(c, x));
const grid = Array.from({ length: 401 }, (_, i) => low + ((high - low) * i) / 400);

/** Yes or no: the chance of a yes is that of a logistic curve whose middle is unknown; one of 50 answers is a slip. */
const chance = (theta: number, x: number) => 0.02 + 0.96 / (1 + Math.exp(-3 * (theta - x)));
const yesNo = defineSimulator({
  name: "yesNo",
  summary: "two options",
  use: "tests",
  settings: {},
  defaultDesigns: 2,
  create: (designs): Simulator => {
    const prior = independent({ threshold: normal(0.5, 1.2) });
    const p = (theta: tf.Tensor2D, at: tf.Tensor2D) =>
      tf.add(0.02, tf.mul(0.96, tf.sigmoid(tf.mul(3, tf.sub(theta, at))))) as tf.Tensor2D;
    const answer = (chance: tf.Tensor2D, u: tf.Tensor) => tf.cast(tf.less(u, chance), "float32") as tf.Tensor2D;
    return {
      ...{ name: "yesNo", summary: "two options", settings: {}, prior, designs: box({ low: -4, high: 4, dim: designs }) },
      outcome: { names: Array.from({ length: designs }, (_, i) => `y${i}`), unit: "", kind: "binary" },
      gradient: "score",
      draw(k, n): Draw {
        const of = split(k, "theta", "noise");
        return { theta: prior.sample(of.theta, n), noise: { u: uniform(of.noise, [n, designs]) } };
      },
      simulate: (theta, design, { u }) => answer(p(theta, design), u as tf.Tensor),
      measure: (theta, at, { u }, step) => answer(p(theta, at), column(u as tf.Tensor2D, step)),
      logLikelihood: pairwiseScores((theta, design, y) => {
        const yes = p(theta, design);
        return tf.sum(tf.log(tf.add(tf.mul(y, yes), tf.mul(tf.sub(1, y), tf.sub(1, yes)))), 1) as tf.Tensor1D;
      }),
    };
  },
});

/** By quadrature: weights on a fine grid of thresholds, and what one more answer would tell. */
const thetas = Array.from({ length: 1201 }, (_, i) => -6 + (13 * i) / 1200);
const normed = (w: readonly number[]) => {
  const sum = w.reduce((a, b) => a + b, 0);
  return w.map((x) => x / sum);
};
const prior = normed(thetas.map((t) => Math.exp(-0.5 * ((t - 0.5) / 1.2) ** 2)));
const entropy = (p: number) => -p * Math.log(p) - (1 - p) * Math.log(1 - p);
const answerGain = (w: readonly number[], x: number) => {
  const yes = thetas.map((t) => chance(t, x));
  const mean = yes.reduce((sum, p, i) => sum + p * (w[i] as number), 0);
  return entropy(mean) - yes.reduce((sum, p, i) => sum + entropy(p) * (w[i] as number), 0);
};
const learned = (w: readonly number[], x: number, y: number) =>
  normed(w.map((one, i) => one * (y === 1 ? chance(thetas[i] as number, x) : 1 - chance(thetas[i] as number, x))));
const best = (w: readonly number[]) => Math.max(...Array.from({ length: 321 }, (_, i) => answerGain(w, -4 + i / 40)));

function decisions(family: Parameters<typeof createSimulator>[0], n: number, sizes = greedySizes) {
  const [simulator, single] = [createSimulator(family, 2), createSimulator(family, 1)];
  const greedy = greedyPolicy({ simulator, single, key: key(3), sizes });
  const made = tidied(() => {
    const draw = (simulator.draw as NonNullable<Simulator["draw"]>)(key(8), n);
    const { design, outcome } = rollout(
      simulator,
      greedy.policy,
      {},
      draw,
      policyContext(greedy.policy, simulator.designs, key(0), n),
    );
    return rowsOf(design).map((at, i) => ({ at, seen: rowsOf(outcome)[i] as number[] }));
  });
  greedy.checkBeliefs();
  greedy.dispose();
  expect(greedy.seconds()).toBeGreaterThan(0);
  return made;
}

describe("of one measurement after the other", () => {
  test("greedy decisions lose next to nothing against the best of a brute-force search, where beliefs are normal", () => {
    const tensors = tf.memory().numTensors;
    const made = decisions(line, 12);
    expect(tf.memory().numTensors).toBe(tensors);
    const first = Math.max(...grid.map((x) => gainAt(before, x)));
    for (const { at } of made) {
      const [one = 0, two = 0] = at;
      expect(gainAt(before, one)).toBeGreaterThan(first - 0.02);
      const known = after(before, one);
      const second = Math.max(...grid.map((x) => gainAt(known, x)));
      expect(gainAt(known, two)).toBeGreaterThan(second - 0.03);
    }
    expect(Math.min(...made.map(({ at }) => at[1] as number))).toBeLessThan(0); // the other end than the first
  });

  test("where answers are yes or no they follow what was answered, as by quadrature", () => {
    const made = decisions(yesNo, 24, { ...greedySizes, particles: 512 });
    const seen = new Map(made.map(({ at, seen }) => [seen[0] as number, at]));
    expect(seen.size).toBe(2);
    for (const [answered, [one = 0, two = 0]] of seen) {
      expect(answerGain(prior, one)).toBeGreaterThan(best(prior) - 0.005);
      const known = learned(prior, one, answered);
      expect(answerGain(known, two)).toBeGreaterThan(best(known) - 0.01);
      expect(two > one).toBe(answered === 1);
    }
  });

  test("the grid holds both ends of a range, even shares, and places near the ends", () => {
    const shares = coarse.map((raw) => 1 / (1 + Math.exp(-raw)));
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect([shares[0], shares.at(-1)]).toEqual([expect.closeTo(0, 6), expect.closeTo(1, 6)]);
    for (const share of [0.008, 0.02, 0.05, 0.5, 0.9, 0.98])
      expect(Math.min(...shares.map((x) => Math.abs(x - share)))).toBeLessThan(1e-6);
  });
});

describe("where there is none, it is said why", () => {
  const of = (change: Partial<Simulator>, one: Partial<Simulator> = {}) => {
    const without = (simulator: Simulator, parts: Partial<Simulator>): Simulator => {
      const kept = { ...simulator, ...parts };
      for (const [name, part] of Object.entries(parts)) if (part === undefined) delete kept[name as keyof Simulator];
      return kept;
    };
    const simulator = without(createSimulator(line, 2), change);
    return planGreedy(
      simulator,
      scoredAlone(simulator, () => without(createSimulator(line, 1), one)),
      5000,
    );
  };

  test("with a likelihood of independent measurements there is one, in some of the experiments", () => {
    expect(of({})).toMatchObject({ groups: expect.any(Number), sizes: greedySizes });
  });

  test("without a likelihood, and where measurements are not alike or not independent", () => {
    expect(of({ logLikelihood: undefined as never })).toMatch(/no likelihood/);
    // The second outcome's density is another than the first one's.
    const wider = forOwnDesigns((theta, _design, outcome) => tf.zeros([theta.shape[0], outcome.shape[0]]) as tf.Tensor2D);
    expect(of({}, { logLikelihood: wider })).toMatch(/depend on each other given the parameters, or differ in kind/);
  });
});
