/** What counts of trials are expected to tell, and its slopes, against plain loops over all outcomes; and what a policy's gradient is made of them. */
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { box } from "../../designs/index.js";
import type { FromScores } from "../../src/contracts/bounds.js";
import { tidied } from "../../src/engine/tensors.js";
import { estimators } from "../../src/estimators/index.js";
import { withNearContrasts } from "../../src/estimators/moreContrasts.js";
import type { Enumeration } from "../../src/information/training/counting.js";
import { buildEnumeration } from "../../src/information/training/enumeration.js";
import { priorSpread, type WithDensity } from "../../src/information/training/nearContrasts.js";
import { expectedOf } from "../../src/information/training/trialSteps.js";
import { binomialOf } from "../../src/modelling/laws/binomialOf.js";
import { observed } from "../../src/modelling/laws/law.js";
import { independent, normal } from "../../src/modelling/priors.js";
import { fixedKey } from "../../src/numbers/keys.js";
import { logGamma } from "../../src/numbers/special.js";

const sum = (numbers: readonly number[]): number => numbers.reduce((x, y) => x + y, 0);
const logistic = (x: number) => 1 / (1 + Math.exp(-x));
const mass = (n: number, y: number, p: number) =>
  Math.exp(logGamma(n + 1) - logGamma(y + 1) - logGamma(n - y + 1)) * p ** y * (1 - p) ** (n - y);

/** Information of one count about which of the thetas it is, nats. */
function tells(shares: readonly number[], n: number, logits: readonly number[]): number {
  const p = logits.map(logistic);
  return sum(
    Array.from({ length: n + 1 }, (_, y) => {
      const under = p.map((chance) => mass(n, y, chance));
      const mean = sum(under.map((x, k) => x * (shares[k] as number)));
      return sum(under.map((x, k) => (x > 0 ? (shares[k] as number) * x * Math.log(x / mean) : 0)));
    }),
  );
}

const shares = [0.1, 0.55, 0.05, 0.3];
const measured = [
  { count: 9, logits: [-2, 0.3, 1.5, 4] },
  { count: 1, logits: [-1, -0.8, 0.2, 0.9] },
  { count: 14, logits: [-12, 3, 6, 9] },
];

test("what counts are expected to tell, what the last trial of each does, and its slopes by each theta's logit", () => {
  const logits = tf.tensor3d([measured.map((one) => one.logits)]);
  const chances = { yes: tf.neg(tf.softplus(tf.neg(logits))), no: tf.neg(tf.softplus(logits)) } as { yes: tf.Tensor3D; no: tf.Tensor3D }; // biome-ignore format: one line
  const count = tf.tensor2d([measured.map((one) => one.count)]);
  const each = tf.tile(tf.tensor3d([[shares]]), [1, measured.length, 1]) as tf.Tensor3D;
  const found = tidied(() => {
    const { tells, byTrial, byLogit } = expectedOf(each, count, chances, 14);
    return { tells: tells.arraySync()[0], byTrial: byTrial.arraySync()[0], byLogit: byLogit.arraySync()[0] };
  });
  for (const [t, { count, logits }] of measured.entries()) {
    expect(found.tells?.[t]).toBeCloseTo(tells(shares, count, logits), 4);
    expect(found.byTrial?.[t]).toBeCloseTo(tells(shares, count, logits) - tells(shares, count - 1, logits), 4);
    for (const k of logits.keys()) {
      const moved = (h: number) => tells(shares, count, logits.map((x, i) => (i === k ? x + h : x))); // biome-ignore format: short
      expect(found.byLogit?.[t]?.[k]).toBeCloseTo((moved(1e-4) - moved(-1e-4)) / 2e-4, 4);
    }
  }
});

const prior = independent({ a: normal(0, 1) });
const designs = box({ low: 1, high: 12, dim: 2, scale: "linear" });
const logitOf = (theta: number, at: number) => theta - 0.3 * at;
const law = binomialOf({
  count: (_, at) => at,
  most: 12,
  logit: (theta: tf.Tensor2D, at: tf.Tensor2D) => tf.sub(theta, tf.mul(0.3, at)),
});
const simulator = { name: "counts", summary: "", settings: {}, prior, designs, ...observed(law, { prior, designs }) };

/** Mean and Cholesky factor of one parameter's belief, as `fittedBeliefs` has them. */
function fitted(at: readonly number[], shares: readonly number[]) {
  const mean = sum(at.map((x, k) => x * (shares[k] as number)));
  const widened = 1 + 2 * sum(shares.map((share) => share ** 2));
  return { mean, sd: Math.sqrt(widened * sum(at.map((x, k) => (shares[k] as number) * (x - mean) ** 2)) + (0.01 * spread) ** 2) };
}
const normalDensity = (x: number, mean: number, sd: number) => Math.exp(-0.5 * ((x - mean) / sd) ** 2) / sd;
/** What the prior's spread is found to be. */
const spread = priorSpread(prior as WithDensity, fixedKey("width of the prior"))[0] as number;

test("a policy is credited, count by count, with what each is expected to tell where the outcomes before it are believed", () => {
  const estimator = withNearContrasts(estimators.pce as FromScores, 2);
  const counted = buildEnumeration(simulator, estimator, "adaptive", simulator) as Enumeration;
  const theta = [[0.4], [-0.7]];
  const near = [
    [0.1, 1.3],
    [-1.6, 0.2],
  ];
  const logWeights = [
    [0, -0.4, 0.3],
    [0.2, 0.1, -1],
  ];
  /** By which two thetas are drawn anew in each of two rounds: the first by the fitted width, the second by twice that. */
  const normals = [[[-0.3, 0.4], [0.8, -0.1]], [[0.5, 0.6], [-1.1, 0.2]]] as const; // biome-ignore format: rounds
  const places = [[5, 3], [8, 2]]; // biome-ignore format: rows
  const outcome = [[2, 1], [1, 0]]; // biome-ignore format: rows
  /** Thetas and shares before measurement t, by loops. */
  const believed = (j: number, t: number) => {
    const likelihood = (x: number) =>
      Array.from({ length: t }, (_, s) => {
        const place = places[j]?.[s] as number;
        return mass(place, outcome[j]?.[s] as number, logistic(logitOf(x, place)));
      }).reduce((product, p) => product * p, 1);
    const normed = (weights: readonly number[]) => weights.map((x) => x / sum(weights));
    let at = [...(theta[j] as number[]), ...(near[j] as number[])];
    let shares = normed(at.map((x, k) => Math.exp(logWeights[j]?.[k] as number) * likelihood(x)));
    for (const round of normals) {
      const { mean, sd } = fitted(at, shares);
      at = (round[j] as readonly number[]).map((z, k) => mean + (k + 1) * sd * z);
      const density = (x: number) => normalDensity(x, mean, sd) + normalDensity(x, mean, 2 * sd);
      shares = normed(at.map((x) => (normalDensity(x, 0, 1) * likelihood(x)) / density(x)));
    }
    return { at, shares };
  };
  const told = (j: number, t: number, count: number, place = count) => {
    const { at, shares } = believed(j, t);
    return tells(
      shares,
      count,
      at.map((x) => logitOf(x, place)),
    );
  };
  const given = (design: tf.Tensor2D) => ({
    theta: tf.tensor2d(theta),
    outcome: tf.tensor2d(outcome),
    design,
    near: {
      theta: tf.tensor2d(near.flat(), [4, 1]),
      logWeights: tf.tensor2d(logWeights),
      normals: tf.tensor4d(normals.flat(2), [2, 2, 2, 1]),
    },
  });
  const [bound, slopes] = tidied(() => [
    counted.bound(given(tf.tensor2d(places))).arraySync(),
    tf
      .grad((design) => counted.surrogate(given(design as tf.Tensor2D)))(tf.tensor2d(places))
      .arraySync() as number[][],
  ]) as [number[], number[][]];
  for (const j of [0, 1]) {
    const counts = places[j] as number[];
    expect(bound[j]).toBeCloseTo(sum(counts.map((n, t) => told(j, t, n))), 4);
    for (const [t, n] of counts.entries()) {
      const byChance = (told(j, t, n, n + 1e-4) - told(j, t, n, n - 1e-4)) / 2e-4;
      const byCount = told(j, t, n) - told(j, t, n - 1, n);
      expect(2 * (slopes[j]?.[t] as number)).toBeCloseTo(byChance + byCount, 4); // a mean over two experiments
    }
  }
});

test("a static design, and a policy without thetas around each experiment's own, are credited as before", () => {
  const near = withNearContrasts(estimators.pce as FromScores, 2);
  expect(buildEnumeration(simulator, near, "fixed")?.near).toBeUndefined();
  expect(buildEnumeration(simulator, estimators.pce, "adaptive", simulator)?.near).toBeUndefined();
});
