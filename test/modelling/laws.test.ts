/** What every law of outcomes promises: a new one is tested by being listed in test/modelling/laws.ts, and must be. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import * as likelihoods from "../../src/modelling/laws/index.js";
import { parametersAt, scoresOf } from "../../src/modelling/laws/law.js";
import { key } from "../../src/numbers/keys.js";
import { lawCases, simulatorOf } from "./laws.js";

const [theta, at] = [0.7, 1.3];
const one = (x: number): tf.Tensor2D => tf.tensor2d([[x]]);
const values = (x: tf.Tensor): number[] => Array.from(x.dataSync());

test("every law is listed", () => {
  const helpers = ["observed", "together", "withReports"];
  const laws = Object.keys(likelihoods).filter((name) => !helpers.includes(name));
  expect(Object.keys(lawCases).sort()).toEqual(laws.sort());
});

describe.each(Object.entries(lawCases))("%s", (_, { law, density, range, most = 0, atoms = [] }) => {
  const parameters = () => parametersAt(law, one(theta), one(at), 1);
  const logs = (ys: readonly number[]) => values(law.log(parameters(), tf.tensor2d([[...ys]])));
  const whole = Array.from({ length: most + 1 }, (_, k) => k);

  test("its log density is that of plain numbers", () => {
    const inner = range && [0.1, 0.3, 0.5, 0.9].map((share) => Math.fround(range[0] + share * (range[1] - range[0])));
    const ys = [...(inner ?? whole.slice(0, 40)), ...atoms];
    for (const [i, log] of logs(ys).entries()) {
      const wanted = Math.log(density(theta, at, ys[i] as number));
      expect(Math.abs(log - wanted)).toBeLessThan(1e-4 * (1 + Math.abs(wanted)));
    }
  });

  test("its probabilities add up to 1", () => {
    const points = range ? 20_000 : 0;
    const [low, high] = range ?? [0, 0];
    const grid = Array.from({ length: points }, (_, i) => low + ((i + 0.5) / points) * (high - low));
    const integral = range ? logs(grid).reduce((sum, log) => sum + Math.exp(log), 0) * ((high - low) / points) : 0;
    const masses = logs(range ? atoms : whole).reduce((sum, log) => sum + Math.exp(log), 0);
    expect(Math.abs(integral + (range && atoms.length === 0 ? 0 : masses) - 1)).toBeLessThan(1e-3);
  });

  test("its draws follow it (chi-square over twelve cells, by plain numbers)", () => {
    const n = 20_000;
    const noise = law.noise(key(3), n, 1);
    const drawn = values(law.draw(parametersAt(law, tf.fill([n, 1], theta), one(at), 1), noise));
    const again = values(law.draw(parametersAt(law, tf.fill([n, 1], theta), one(at), 1), law.noise(key(3), n, 1)));
    expect(again).toEqual(drawn);
    const [low, high] = range ?? [0, most];
    const fine = range ? 6000 : most;
    const grid = range ? Array.from({ length: fine }, (_, i) => low + ((i + 0.5) / fine) * (high - low)) : whole;
    const cells = grid.map((y) => [y, density(theta, at, y) * (range ? (high - low) / fine : 1)] as const);
    const points = [...cells, ...atoms.map((y) => [y, density(theta, at, y)] as const)].sort(([a], [b]) => a - b);
    // cells of at least a twelfth each, between values
    let [statistic, count, mass, from] = [0, 0, 0, -Infinity];
    for (const [i, [y, p]] of points.entries()) {
      mass += p;
      const next = points[i + 1]?.[0];
      if (mass < 1 / 12 && next !== undefined) continue;
      const end = next === undefined ? Infinity : 0.5 * (y + next);
      const share = next === undefined ? Math.max(mass, 1e-9) : mass;
      const seen = drawn.filter((x) => x > from && x <= end).length;
      if (n * share > 20) {
        statistic += (seen - n * share) ** 2 / (n * share);
        count++;
      }
      [mass, from] = [0, end];
    }
    // mean count - 1, variance twice that: 4.5 standard deviations
    expect(statistic).toBeLessThan(count + 4.5 * Math.sqrt(2 * count) + 3);
    expect(count).toBeGreaterThan(1);
  });

  test("the slopes of its log density by theta and by the place are those of finite differences", () => {
    const ys = range ? [Math.fround(0.6 * range[0] + 0.4 * range[1]), ...atoms] : whole.slice(0, 4);
    const total = (t: tf.Tensor, d: tf.Tensor) =>
      tf.sum(law.log(parametersAt(law, t as tf.Tensor2D, d as tf.Tensor2D, 1), tf.tensor2d([ys]))) as tf.Scalar;
    const [byTheta, byPlace] = tf
      .grads(total)([one(theta), one(at)])
      .map((g) => values(g)[0] as number);
    const plain = (t: number, d: number) => ys.reduce((sum, y) => sum + Math.log(density(t, d, y)), 0);
    const h = 1e-4;
    const slopes = [plain(theta + h, at) - plain(theta - h, at), plain(theta, at + h) - plain(theta, at - h)];
    for (const [i, found] of [byTheta, byPlace].entries())
      expect(Math.abs((found as number) - (slopes[i] as number) / (2 * h))).toBeLessThan(2e-3 * (1 + Math.abs(found as number)));
  });

  test("what lies below a limit and what lies above it make 1, where it says so", () => {
    if (!law.cumulative) return expect(simulatorOf(law, 2).logCumulative).toBeUndefined();
    const limits = [-1, 0.4, 1.2].filter((limit) => limit > (law.low ?? -Infinity));
    for (const limit of limits) {
      const { below, above } = (law.cumulative as NonNullable<typeof law.cumulative>)(parameters(), one(limit));
      expect(Math.exp(values(below)[0] as number) + Math.exp(values(above)[0] as number)).toBeCloseTo(1, 5);
    }
  });

  test("a value that it cannot have is refused by its declaration", () => {
    const { outcome } = simulatorOf(law, 2);
    expect(outcome.kind).toBe(law.kind);
    expect([outcome.low, outcome.high]).toEqual([law.low, law.high]);
  });
});

describe("outcomes at designs of their own", () => {
  const [thetas, designs, outcomes] = [
    tf.tensor2d([[0.5], [0.9], [1.4]]),
    tf.tensor2d([
      [0.2, 1],
      [2, 0.7],
    ]),
    tf.tensor2d([
      [1, 4],
      [6, 3],
    ]),
  ];
  /** Every outcome under every theta, one by one. */
  const apart = (law: likelihoods.Law): number[] =>
    [0, 1, 2].flatMap((i) =>
      [0, 1].flatMap((j) => {
        const row = (x: tf.Tensor2D, k: number): tf.Tensor2D => tf.slice(x, [k, 0], [1, -1]);
        return values(tf.sum(law.log(parametersAt(law, row(thetas, i), row(designs, j), 2), row(outcomes, j))));
      }),
    );

  test("each theta is looked at once, whatever the number of designs", () => {
    let rows = 0;
    const mean = (theta: tf.Tensor2D, places: tf.Tensor2D): tf.Tensor => {
      rows += theta.shape[0];
      return tf.add(1, tf.mul(theta, places));
    };
    const law = likelihoods.poisson({ mean });
    const scores = values(scoresOf(law, thetas, designs, outcomes));
    expect(rows).toBe(3);
    for (const [i, wanted] of apart(law).entries()) expect(scores[i]).toBeCloseTo(wanted, 5);
  });

  test.each([
    ["comes as so many columns", (theta: tf.Tensor2D) => tf.mul(theta, tf.tensor2d([[2, 3]]))],
    ["is added to the places", (theta: tf.Tensor2D, places: tf.Tensor2D) => tf.mul(theta, tf.add(places, tf.tensor2d([[2, 3]])))],
  ])("a constant for each measurement that %s is that measurement's at every design", (_, mean) => {
    const law = likelihoods.poisson({ mean });
    const scores = values(scoresOf(law, thetas, designs, outcomes));
    for (const [i, wanted] of apart(law).entries()) expect(scores[i]).toBeCloseTo(wanted, 5);
  });
});
