/** Every posterior against exact answers: the registry is walked. What takes longer is in conformance.full.test.ts. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { InputError, InterruptedError } from "../../src/basics/errors.js";
import { drained } from "../../src/basics/steps.js";
import type { PosteriorMethod, PosteriorTask } from "../../src/contracts/posterior.js";
import { key } from "../../src/numbers/keys.js";
import { posteriors } from "../../src/posteriors/index.js";
import { type Case, cases, line, linePlaces, linePrior } from "./cases.js";
import { expectExact, offBy, whole } from "./expected.js";

/** What is only like the data is held to exact answers apart, nearest.test.ts: it is rough by what it is. */
const methods = Object.values<PosteriorMethod>(posteriors)
  .filter(({ from }) => from !== "simulations")
  .map((method) => [method.name, method] as const);
const made = new Map<number, Case>();
const caseAt = (i: number): Case => {
  const known = made.get(i) ?? (cases[i] as () => Case)();
  made.set(i, known);
  return known;
};

test("the line's exact answers are those of the closed form", () => {
  const { exact } = line([1.2, 0.4, 0.9, 3.1]);
  const outcomes = [1.2, 0.4, 0.9, 3.1];
  const [w, v] = [1 / linePrior.noise ** 2, 1 / linePrior.sd ** 2];
  const sum = (of: (x: number, y: number) => number) =>
    linePlaces.reduce((total, x, i) => total + of(x, outcomes[i] as number), 0);
  // Precision of (a, b), and its solution.
  const [aa, ab, bb] = [v + w * linePlaces.length, w * sum((x) => x), v + w * sum((x) => x * x)];
  const [ra, rb] = [w * sum((_, y) => y), w * sum((x, y) => x * y)];
  const determinant = aa * bb - ab * ab;
  const right = [
    { mean: (bb * ra - ab * rb) / determinant, sd: Math.sqrt(bb / determinant) },
    { mean: (aa * rb - ab * ra) / determinant, sd: Math.sqrt(aa / determinant) },
  ];
  for (const [j, { mean, sd }] of right.entries()) {
    expect(exact.moments[j]?.mean).toBeCloseTo(mean, 6);
    expect(exact.moments[j]?.sd).toBeCloseTo(sd, 6);
  }
});

describe.each(methods)("%s", (_, method) => {
  test.each([0, 3])("case %i: means and standard deviations", async (i) => {
    const known = caseAt(i);
    const sample = await drained(method.draw(whole(known), key(1), 1000));
    expect(sample.warnings).toEqual([]);
    expect(sample.theta.length).toBe(1000 * known.exact.moments.length);
    for (const ess of sample.ess) expect(ess).toBeGreaterThan(250);
    expectExact(sample, known.exact);
  });

  test("the key alone decides, and no tensor is left behind", async () => {
    const task = whole(caseAt(3));
    const before = tf.memory().numTensors;
    const [one, same, other] = [
      await drained(method.draw(task, key(1), 200)),
      await drained(method.draw(task, key(1), 200)),
      await drained(method.draw(task, key(2), 200)),
    ];
    expect(tf.memory().numTensors).toBe(before);
    expect(same).toEqual(one);
    expect(other.theta).not.toEqual(one.theta);
  });

  test("tells of its progress, and stops when it is asked to", async () => {
    const task = whole(caseAt(3));
    const before = tf.memory().numTensors;
    const fractions: number[] = [];
    for await (const { fraction } of method.draw(task, key(1), 200)) fractions.push(fraction);
    expect(fractions.length).toBeGreaterThan(0);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(fractions.at(-1)).toBeLessThanOrEqual(1);
    for (const after of [0, Math.floor(fractions.length / 2)]) {
      const controller = new AbortController();
      const steps = method.draw(task, key(1), 200, controller.signal);
      for (let i = 0; i < after; i++) await steps.next();
      controller.abort();
      await expect(drained(steps)).rejects.toThrow(InterruptedError);
    }
    expect(tf.memory().numTensors).toBe(before);
  });
});

test.each(methods.filter(([, { from }]) => from !== "density"))(
  "%s: what nothing explains is one clear message",
  async (_, method) => {
    const impossible: NonNullable<PosteriorTask["logLikelihood"]> = (theta) => tf.fill([theta.shape[0]], -Infinity);
    const task = { ...whole(caseAt(3)), logLikelihood: impossible, logLikelihoods: [impossible], scores: impossible };
    const failure = drained(method.draw(task, key(1), 100));
    await expect(failure).rejects.toThrow(InputError);
    await expect(failure).rejects.toThrow(/none of \d+ draws from the prior could have led to what was seen/);
  },
);

test("expectExact can fail", () => {
  const { exact } = caseAt(3);
  const n = 100;
  const theta = Float32Array.from({ length: n }, (_, i) => (exact.moments[0]?.mean ?? 0) + (i % 2 === 0 ? 1 : -1) * 3);
  expect(offBy({ theta, ess: [n], warnings: [] }, exact)).toBeGreaterThan(3);
});
