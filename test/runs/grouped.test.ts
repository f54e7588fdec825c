/** Several groups of subjects as one experiment: held to plain loops, and to the closed form of a linear model with normal noise. */
import * as tf from "@tensorflow/tfjs-core";
import { det, inv } from "mathjs";
import { describe, expect, test } from "vitest";
import { box, spacedTimes } from "../../designs/index.js";
import { inGroups } from "../../designs/inGroups.js";
import { simulators } from "../../simulators/index.js";
import type { Simulator, SimulatorFamily } from "../../src/contracts/simulator.js";
import { column, rowsOf } from "../../src/engine/tensors.js";
import { createSimulator, defineSimulator } from "../../src/modelling/defineSimulator.js";
import { bernoulli, observed } from "../../src/modelling/laws/index.js";
import { gaussianScores, likelihoodOf, pairwiseScores } from "../../src/modelling/likelihoods.js";
import { independent, normal as normalPrior } from "../../src/modelling/priors.js";
import { normal, normals } from "../../src/numbers/distributions.js";
import { key, split } from "../../src/numbers/keys.js";
import { grouped } from "../../src/runs/grouped.js";
import { checkOneSubject, inOrder } from "../../src/runs/groups.js";
import { nearbyIn } from "../../src/runs/nearby.js";
import { rivalsOf } from "../../src/runs/versus.js";

const [sd, spread] = [0.7, 1.5];
const prior = independent({ a: normalPrior(0, spread), b: normalPrior(0, spread) });
const line = (theta: tf.Tensor2D, x: tf.Tensor2D): tf.Tensor2D => tf.add(column(theta, 0), tf.mul(column(theta, 1), x));

/** y = a + b x + an effect of the subject's own + noise. */
const lineWith = (effect: number, parts: Partial<Simulator> = {}): SimulatorFamily =>
  defineSimulator({
    name: "line",
    summary: "a line",
    use: "a test",
    settings: {},
    defaultDesigns: 2,
    create: (designs) => ({
      name: "line",
      summary: "a line",
      settings: {},
      prior,
      designs: box({ low: -1, high: 2, dim: designs, exchangeable: true }),
      outcome: { names: Array.from({ length: designs }, (_, i) => `y${i + 1}`), unit: "m", kind: "continuous", low: -90 },
      draw(at, n) {
        const k = split(at, "theta", "noise", "effect");
        const noise = { error: normal(k.noise, [n, designs]), own: normal(k.effect, [n]) };
        return { theta: prior.sample(k.theta, n), noise };
      },
      simulate: (theta, design, { error, own }) => {
        const mean = tf.add(line(theta, design), tf.mul(sd, error as tf.Tensor2D));
        return tf.add(mean, tf.mul(effect, tf.reshape(own as tf.Tensor, [-1, 1])));
      },
      logLikelihood: (theta, design, outcome) => {
        const mean = line(theta, design);
        return gaussianScores(mean, tf.fill(mean.shape, sd), outcome);
      },
      exactGain: () => ({ value: 1, se: 0 }),
      cost: { unit: "EUR", of: (design) => 3 + design.length },
      ...parts,
    }),
  });

const [groups, subjects, m] = [3, 4, 2];
const design = [-1, 0.5, 0.2, 2, -0.4, 1.1];
const several = createSimulator(grouped(lineWith(0), { groups, subjects }), m);
const drawn = (simulator: Simulator, n: number) => (simulator.draw as NonNullable<Simulator["draw"]>)(key(3), n);

/** log p of one outcome by a loop over groups, subjects and measurements. */
function looped(theta: readonly number[], places: readonly number[], y: readonly number[]): number {
  let sum = 0;
  for (let g = 0; g < groups; g++)
    for (let s = 0; s < subjects; s++)
      for (let i = 0; i < m; i++) {
        const mean = (theta[0] as number) + (theta[1] as number) * (places[g * m + i] as number);
        const z = ((y[(g * subjects + s) * m + i] as number) - mean) / sd;
        sum -= 0.5 * z * z + Math.log(sd * Math.sqrt(2 * Math.PI));
      }
  return sum;
}

describe("the likelihood is that of a plain loop over groups and subjects", () => {
  const scored = (simulator: Simulator, places: tf.Tensor2D) =>
    tf.tidy(() => {
      const { theta, noise } = drawn(simulator, 5);
      const outcome = simulator.simulate(theta, places, noise);
      const scores = likelihoodOf(simulator)?.(theta, places, outcome) as tf.Tensor2D;
      return { theta: rowsOf(theta), outcome: rowsOf(outcome), scores: rowsOf(scores), places: rowsOf(places) };
    });
  const expectLooped = ({ theta, outcome, scores, places }: ReturnType<typeof scored>) =>
    theta.forEach((one, i) => {
      for (const [j, y] of outcome.entries())
        expect(scores[i]?.[j]).toBeCloseTo(looped(one, (places[j] ?? places[0]) as number[], y), 2);
    });

  test("at one design for all experiments, and at a design for each", () => {
    expectLooped(scored(several, tf.tensor2d([design])));
    const each = tf.tensor2d(normals(key(8), 5 * 6), [5, 6]);
    expectLooped(scored(several, each));
    const own = pairwiseScores((theta, places, y) => {
      const z = tf.div(tf.sub(y, line(theta, places)), sd);
      return tf.sum(tf.sub(tf.mul(-0.5, tf.square(z)), Math.log(sd * Math.sqrt(2 * Math.PI))), 1);
    });
    const together = createSimulator(grouped(lineWith(0, { logLikelihood: own }), { groups, subjects }), m);
    expect(together.logLikelihood?.ownDesigns).toBe(true);
    expectLooped(scored(together, each));
  });

  test("where so many pairs do not fit at once, subjects are taken in turns", () => {
    const two = createSimulator(grouped(lineWith(0), { subjects: 2 }), 1);
    const { some, all } = tf.tidy(() => {
      const { theta, noise } = drawn(two, 730);
      const at = tf.tensor2d([[0.4]]);
      const outcome = two.simulate(theta, at, noise);
      const likelihood = two.logLikelihood as NonNullable<Simulator["logLikelihood"]>;
      const few = likelihood(tf.slice(theta, [0, 0], [3, -1]), at, outcome);
      const whole = tf.slice(likelihood(theta, at, outcome), [0, 0], [3, -1]); // 532,900 pairs: one subject at a time
      return { some: Array.from(few.dataSync()), all: Array.from(whole.dataSync()) };
    });
    for (const [i, x] of some.entries()) expect(Math.abs(x - (all[i] as number))).toBeLessThan(1e-4 * (1 + Math.abs(x)));
  });
});

/** Half the log determinant of I + spread²/sd² XᵀX, nats. */
function exactGain(places: readonly number[]): number {
  const sum = (of: (x: number) => number) => places.reduce((total, x) => total + of(x), 0) * (spread / sd) ** 2;
  const precision = [
    [1 + sum(() => 1), sum((x) => x)],
    [sum((x) => x), 1 + sum((x) => x * x)],
  ];
  return 0.5 * Math.log(det(precision));
}

test("the gain of 3 groups of 4 subjects is that of all their measurements, by the closed form", () => {
  const places = Array.from({ length: groups }, (_, g) =>
    Array(subjects)
      .fill(design.slice(g * m, g * m + m))
      .flat(2),
  ).flat();
  const covariance = places.map((x, i) => places.map((z, j) => spread ** 2 * (1 + x * z) + (i === j ? sd ** 2 : 0)));
  const [inverse, logDet] = [inv(covariance), Math.log(det(covariance))];
  const n = 3000;
  const ratios = tf.tidy(() => {
    const { theta, noise } = drawn(several, n);
    const y = rowsOf(several.simulate(theta, tf.tensor2d([design]), noise));
    return rowsOf(theta).map((one, i) => {
      const own = y[i] as number[];
      const square = own.reduce((sum, a, r) => sum + a * own.reduce((s, b, c) => s + b * (inverse[r]?.[c] as number), 0), 0);
      return looped(one, design, own) + 0.5 * (square + logDet + own.length * Math.log(2 * Math.PI));
    });
  });
  const mean = ratios.reduce((a, b) => a + b, 0) / n;
  const se = Math.sqrt(ratios.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (n - 1) / n);
  expect(Math.abs(mean - exactGain(places))).toBeLessThan(4 * se);
  expect(se).toBeLessThan(0.05);
});

test("20 subjects at one design tell what their mean tells, whose noise is smaller by the root of 20", () => {
  const twenty = createSimulator(grouped(lineWith(0), { subjects: 20 }), m);
  const differences = tf.tidy(() => {
    const { theta, noise } = drawn(twenty, 6);
    const at = tf.tensor2d([[-0.3, 1.7]]);
    const outcome = twenty.simulate(theta, at, noise);
    const means = tf.mean(tf.reshape(outcome, [6, 20, m]), 1) as tf.Tensor2D;
    const mean = line(theta, at);
    const ofMeans = gaussianScores(mean, tf.fill(mean.shape, sd / Math.sqrt(20)), means);
    const apart = tf.sub(twenty.logLikelihood?.(theta, at, outcome) as tf.Tensor2D, ofMeans); // the same for every theta
    return Array.from(tf.sub(apart, tf.slice(apart, [0, 0], [1, -1])).dataSync());
  });
  for (const x of differences) expect(Math.abs(x)).toBeLessThan(0.02); // of some thousand nats in float32
});

test("each subject has noise and an effect of its own, theta is one, and groups are where they are", () => {
  const subject = createSimulator(grouped(lineWith(5), { groups, subjects }), m);
  const [theta, y] = tf.tidy(() => {
    const { theta, noise } = drawn(subject, 2);
    const quiet = { own: noise.own as tf.Tensor, error: tf.zerosLike(noise.error as tf.Tensor) };
    return [rowsOf(theta), rowsOf(subject.simulate(theta, tf.tensor2d([design]), quiet))];
  });
  for (const [i, [a = 0, b = 0]] of (theta as number[][]).entries()) {
    const effects = Array.from({ length: groups * subjects }, (_, s) => {
      const g = Math.floor(s / subjects);
      return [0, 1].map((j) => (y?.[i]?.[s * m + j] as number) - a - b * (design[g * m + j] as number));
    });
    for (const [one = 0, other = 0] of effects) expect(one).toBeCloseTo(other, 4);
    expect(new Set(effects.map(([one = 0]) => one.toFixed(3))).size).toBe(groups * subjects);
  }
});

test("gradients by the design pass through as finite differences have them", () => {
  const { slope, finite } = tf.tidy(() => {
    const { theta, noise } = drawn(several, 3);
    const weights = tf.tensor2d(normals(key(1), 3 * groups * subjects * m), [3, groups * subjects * m]);
    const total = (at: tf.Tensor) => tf.sum(tf.mul(weights, several.simulate(theta, at as tf.Tensor2D, noise))) as tf.Scalar;
    const slope = Array.from(
      tf
        .grad(total)(tf.tensor2d([design]))
        .dataSync(),
    );
    const moved = (i: number, by: number) =>
      total(tf.tensor2d([design.map((x, k) => (k === i ? x + by : x))])).dataSync()[0] as number;
    return { slope, finite: design.map((_, i) => moved(i, 0.5) - moved(i, -0.5)) }; // a line: no step is too large
  });
  slope.forEach((x, i) => {
    expect(x).toBeCloseTo(finite[i] as number, 3);
  });
});

test("answers of few kinds are counted out for each subject, and what there can be is carried over", () => {
  const asked = box({ low: -1, high: 2, dim: m });
  const probability = (theta: tf.Tensor2D, x: tf.Tensor2D) => tf.sigmoid(line(theta, x)) as tf.Tensor2D;
  const laws = observed(bernoulli({ probability }), { prior, designs: asked });
  const yesNo: SimulatorFamily = {
    ...lineWith(0),
    create: () => ({ name: "line", summary: "a line", settings: {}, prior, designs: asked, ...laws }),
  };
  const answers = createSimulator(grouped(yesNo, { groups: 2, subjects: 3 }), m);
  expect(answers.outcome.names.slice(0, 3)).toEqual(["g1_s1_y1", "g1_s1_y2", "g1_s2_y1"]);
  expect(answers.finite?.values).toHaveLength(2 * 3 * m);
  const [scores, sums] = tf.tidy(() => {
    const { theta, noise } = drawn(answers, 4);
    const at = tf.tensor2d([[-1, 0, 1, 2]]);
    const outcome = answers.simulate(theta, at, noise);
    const y = rowsOf(outcome);
    const masses = (answers.finite?.logMass(theta, at) ?? []).map(rowsOf);
    const sums = rowsOf(theta).map((_, i) =>
      masses.reduce((sum, mass, t) => sum + (mass[i]?.[y[i]?.[t] as number] as number), 0),
    );
    return [rowsOf(answers.logLikelihood?.(theta, at, outcome) as tf.Tensor2D), sums];
  });
  (sums as number[]).forEach((x, i) => {
    expect((scores as number[][])[i]?.[i]).toBeCloseTo(x, 3);
  });
});

test("names, costs, limits and the summary are those of all subjects; what is exact of one is not", () => {
  expect(several.designs.names).toEqual(["g1_d1", "g1_d2", "g2_d1", "g2_d2", "g3_d1", "g3_d2"]);
  expect(several.outcome.names[(1 * subjects + 2) * m]).toBe("g2_s3_y1");
  expect(several.outcome).toMatchObject({ unit: "m", kind: "continuous", low: -90 });
  expect(several.cost?.of(design)).toBe(groups * subjects * (3 + m));
  expect([several.exactGain, several.measure]).toEqual([undefined, undefined]);
  expect(several.summary).toBe("a line; 3 groups of 4 subjects");
  const family = lineWith(0);
  expect(grouped(family, {})).toBe(family);
  const said = createSimulator(grouped({ ...family, groups: 2, subjects: 6 }, { subjects: 3 }), m);
  expect(said.designs.grouped).toMatchObject({ groups: 2, subjects: 3 });
});

test("rules hold within each group, and what is too near is so within one", () => {
  const one = spacedTimes({ low: 0, high: 24, dim: 2, spacing: 0, unit: "h" });
  const space = inGroups(one, { groups: 2, subjects: 1 });
  expect(nearbyIn(space, [1, 9, 1, 9])).toBeUndefined();
  expect(nearbyIn(space, [1, 9, 4, 4.01])?.groups).toEqual([[2, 3]]);
  const ruled = space.constrained?.({ windows: [[0, 4], [8, 10]], spacing: 2, grid: 0.5 }); // biome-ignore format: pairs
  expect(ruled?.violation([1, 9, 1, 9])).toBeUndefined();
  expect(ruled?.violation([1, 9, 3, 4])).toMatch(/^group 2: t2 = 4 /);
  const spread = one.constrained?.({ windows: [[0, 4], [8, 10]], spacing: 2, grid: 0.5 }).equallySpaced() ?? []; // biome-ignore format: pairs
  expect(ruled?.equallySpaced()).toEqual([...spread, ...spread]);
  expect(inOrder([3, 9, 1, 9], space)).toEqual([1, 9, 3, 9]);
});

test("rivals are one list for all groups, a list for each, or all numbers in a row", () => {
  const designs = inGroups(spacedTimes({ low: 0, high: 24, dim: 2, spacing: 1, unit: "h" }), { groups: 2, subjects: 5 });
  const of = (given: unknown) => rivalsOf({ name: "drug", designs }, { mine: given as number[] })[0]?.design;
  expect(of([1, 4])).toEqual([1, 4, 1, 4]);
  expect(of([[1, 4], [2, 9]])).toEqual([1, 4, 2, 9]); // biome-ignore format: pairs
  expect(of([1, 4, 2, 9])).toEqual([1, 4, 2, 9]);
  expect(of({ t1: 1, "t2 (h)": 4 })).toEqual([1, 4, 1, 4]);
  expect(of({ g1_t1: 1, g1_t2: 4, g2_t1: 2, g2_t2: 9 })).toEqual([1, 4, 2, 9]);
  expect(() => of([[1, 4], [2, 9], [3, 5]])).toThrow("--versus mine has 3 lists, and there are 2 groups"); // biome-ignore format: pairs
  expect(() => of([[1, 4]])).toThrow("--versus mine has 1 list, and there are 2 groups");
  expect(() => of([[1, 4], [2]])).toThrow("group 2 has 1 number, and a group is measured at 2"); // biome-ignore format: pairs
});

test("what cannot be several subjects is refused", () => {
  const several = (family: SimulatorFamily) => () => createSimulator(grouped(family, { subjects: 2 }), 2);
  expect(several(simulators.sir as SimulatorFamily)).toThrow("it makes whole paths ahead");
  const tied = lineWith(0, {
    draw(at, n) {
      const theta = prior.sample(at, n);
      return { theta, noise: { error: tf.clone(theta), own: tf.zeros([n]) } };
    },
  });
  expect(several(tied)).toThrow("depends on theta, and each subject needs noise of its own");
  expect(() => checkOneSubject(tied, { groups: 2 })).toThrow("line is to be measured in 2 groups of 1 subject: use floe design");
});
