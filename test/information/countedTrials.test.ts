/** What the last trial of a count tells, against sums over all outcomes, and the gradient of a training against differences of whole numbers. */
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { box } from "../../designs/index.js";
import { tidied } from "../../src/engine/tensors.js";
import { estimators } from "../../src/estimators/index.js";
import { lastTrial } from "../../src/information/training/countedTrials.js";
import type { Enumeration } from "../../src/information/training/counting.js";
import { buildEnumeration } from "../../src/information/training/enumeration.js";
import { binomialOf } from "../../src/modelling/laws/binomialOf.js";
import { observed } from "../../src/modelling/laws/law.js";
import { independent, normal } from "../../src/modelling/priors.js";
import { logGamma } from "../../src/numbers/special.js";

const chances = [
  [0.03, 0.4],
  [0.2, 0.9],
  [0.55, 0.1],
  [0.97, 0.7],
];
const ways = (n: number, y: number) => Math.exp(logGamma(n + 1) - logGamma(y + 1) - logGamma(n - y + 1));
const mass = (n: number, y: number, p: number) => ways(n, y) * p ** y * (1 - p) ** (n - y);

/** All outcomes of two counts with their probabilities under each theta. */
function outcomes(counts: readonly number[]) {
  const [a, b] = counts as [number, number];
  return Array.from({ length: (a + 1) * (b + 1) }, (_, k) => {
    const y = [Math.floor(k / (b + 1)), k % (b + 1)];
    return { y, under: chances.map((p) => mass(a, y[0] as number, p[0] as number) * mass(b, y[1] as number, p[1] as number)) };
  });
}

const meanOf = (x: readonly number[]) => x.reduce((sum, one) => sum + one, 0) / x.length;

/** Information about which of the thetas it is, nats. */
const gain = (counts: readonly number[]): number =>
  outcomes(counts).reduce((sum, { under }) => {
    const m = meanOf(under);
    return sum + meanOf(under.map((p) => (p > 0 ? p * Math.log(p / m) : 0)));
  }, 0);

test("what the last trial tells is on average what a count loses that has one trial less", () => {
  const counts = [5, 3];
  const all = outcomes(counts);
  const shares = chances.map((_, i) => all.map(({ under }) => (under[i] as number) / (meanOf(under) * chances.length)));
  const each = (of: (p: number) => number) => tf.tensor3d(chances.map((row) => [row.map(of)]));
  const found = tidied(() =>
    lastTrial(
      tf.tensor2d(shares),
      { logYes: each(Math.log), logNo: each((p) => Math.log(1 - p)) },
      tf.tensor2d(all.map(({ y }) => y)),
      tf.tensor2d([counts]),
    ).arraySync(),
  );
  for (const t of [0, 1]) {
    const less = counts.map((n, i) => (i === t ? n - 1 : n));
    const mean = all.reduce((sum, { under }, j) => sum + meanOf(under) * (found[j]?.[t] as number), 0);
    expect(mean).toBeCloseTo(gain(counts) - gain(less), 5);
  }
  for (const row of found) for (const x of row) expect(x).toBeGreaterThan(-1e-6);
});

test("a training's gradient has it, and that of the chances, for one design and for a design each", () => {
  const prior = independent({ a: normal(0, 1) });
  const designs = box({ low: 1, high: 12, dim: 2, scale: "linear" });
  const logit = (theta: tf.Tensor2D, at: tf.Tensor2D) => tf.sub(theta, tf.mul(0.3, at));
  const law = binomialOf({ count: (_, at) => at, most: 12, logit });
  const parts = observed(law, { prior, designs });
  const simulator = { name: "counts", summary: "", settings: {}, prior, designs, ...parts };
  const counted = buildEnumeration(simulator, estimators.pce, "adaptive") as Enumeration;
  const [theta, at] = [
    [[-0.8], [0.1], [0.9], [1.7]],
    [5, 3],
  ];
  const places = (rows: number) => tf.tile(tf.tensor2d([at]), [rows, 1]) as tf.Tensor2D;
  const values = [[4, 0], [1, 1], [2, 3], [5, 2]]; // biome-ignore format: rows
  /** By plain loops: the chances' part as a difference of logarithms with counts that stay, the counts' as above. */
  const chance = (i: number, x: number) => 1 / (1 + Math.exp(0.3 * x - (theta[i]?.[0] as number)));
  const log = (i: number, y: readonly number[], x: readonly number[]) =>
    y.reduce((sum, k, t) => sum + Math.log(mass(at[t] as number, k, chance(i, x[t] as number))), 0);
  const slope = (t: number): number =>
    meanOf(
      values.map((y, j) => {
        const weights = theta.map((_, i) => Math.exp(log(i, y, at)));
        const w = weights.map((x) => x / weights.reduce((a, b) => a + b, 0));
        const told = (row: readonly number[]) => {
          const all = theta.map((_, i) => log(i, row, at));
          const mean = Math.log(meanOf(all.map(Math.exp)));
          return all.reduce((sum, x) => sum + (Math.exp(x - mean) / all.length) * (x - mean), 0);
        };
        const others = meanOf(values.filter((_, k) => k !== j).map(told));
        const mean = Math.log(meanOf(weights));
        const moved = (h: number) => theta.map((_, i) => log(i, y, at.map((x, s) => (s === t ? x + h : x)))); // biome-ignore format: short
        const [up, down] = [moved(1e-4), moved(-1e-4)];
        const byChance = w.reduce((sum, share, i) => sum + share * (Math.log(weights[i] as number) - mean - others) * (((up[i] as number) - (down[i] as number)) / 2e-4), 0); // biome-ignore format: short
        const p = theta.map((_, i) => chance(i, at[t] as number));
        const tells = (q: readonly number[]) => w.reduce((s, x, i) => s + x * Math.log(q[i] as number), 0) + Math.log(w.reduce((s, x, i) => s + x / (q[i] as number), 0)); // biome-ignore format: short
        const yes = (y[t] as number) / (at[t] as number);
        return byChance + yes * tells(p) + (1 - yes) * tells(p.map((x) => 1 - x));
      }),
    );
  for (const rows of [1, values.length]) {
    const found = tidied(() => {
      const rollout = { theta: tf.tensor2d(theta), outcome: tf.tensor2d(values) };
      const climbed = (design: tf.Tensor) => counted.surrogate({ ...rollout, design: design as tf.Tensor2D });
      return tf.sum(tf.grad(climbed)(places(rows)), 0).arraySync() as number[];
    });
    for (const t of [0, 1]) expect(found[t]).toBeCloseTo(slope(t), 3);
  }
});
