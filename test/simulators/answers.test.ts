/** Simulators whose outcomes are answers: their shares of yes, and how often they say so, against plain numbers. */
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { discounting, laterShare } from "../../simulators/discounting.js";
import { psychometric, yesShare } from "../../simulators/psychometric.js";
import type { Simulator } from "../../src/contracts/simulator.js";
import { rowsOf, tidied } from "../../src/engine/tensors.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { key } from "../../src/numbers/keys.js";
import { meanInErrors, normalCdf } from "../support/statistics.js";

const people = [
  [0.01, 2],
  [0.2, 0.5],
  [0.0004, 7],
] as const;
const offers = [50, 100, 90, 30, 4, 2000];

test("an offer's share is that of Mazur's hyperbola and a normal distribution function", () => {
  const shares = tidied(() =>
    rowsOf(
      laterShare(tf.tensor2d(people.map((row) => [...row])), tf.tensor2d([offers]), { later: 100, lapse: 0.01, curve: "normal" }),
    ),
  );
  people.forEach(([k, alpha], i) => {
    for (const t of [0, 1, 2]) {
      const [now, days] = offers.slice(2 * t) as [number, number];
      const wanted = 0.01 + 0.98 * normalCdf((100 / (1 + k * days) - now) / alpha);
      expect(Math.abs((shares[i]?.[t] as number) - wanted)).toBeLessThan(2e-5);
    }
  });
});

test("the published code's curve is steeper by the root of two", () => {
  const share = (curve: "normal" | "published", amount: number) =>
    tidied(() => rowsOf(laterShare(tf.tensor2d([[0.01, 5]]), tf.tensor2d([[amount, 100]]), { later: 100, lapse: 0.01, curve }))[0]?.[0]); // biome-ignore format: one number
  // worth 50 now: z is (50 - amount) / 5
  expect(share("published", 47)).toBeCloseTo(share("normal", 50 - 3 * Math.SQRT2) as number, 6);
  expect(share("published", 47)).toBeCloseTo(0.01 + 0.98 * normalCdf(0.6 * Math.SQRT2), 5);
});

const observers = [
  [0, 2, 0.03],
  [-1.5, 0.7, 0.08],
  [2, 5, 0],
] as const;

test("a level's share is a logistic function between guesses and lapses", () => {
  const levels = [-3, 0.4, 2.1];
  const shares = tidied(() =>
    rowsOf(yesShare(tf.tensor2d(observers.map((row) => [...row])), tf.tensor2d([levels]), { guess: 0.5 })),
  );
  observers.forEach(([threshold, slope, lapse], i) => {
    levels.forEach((level, t) => {
      const wanted = 0.5 + (0.5 - lapse) / (1 + Math.exp(-slope * (level - threshold)));
      expect(Math.abs((shares[i]?.[t] as number) - wanted)).toBeLessThan(1e-6);
    });
  });
});

test.each<[string, Simulator, number[], (theta: tf.Tensor2D, design: tf.Tensor2D) => tf.Tensor2D]>([
  [
    "discounting",
    createSimulator(discounting, 3),
    offers,
    (theta, design) => laterShare(theta, design, { later: 100, lapse: 0.01, curve: "normal" }),
  ],
  ["psychometric", createSimulator(psychometric, 3), [-1, 0, 0.5], (theta, design) => yesShare(theta, design, { guess: 0.02 })],
])("%s: yes comes as often as its share says, and its likelihood is that share", (_, simulator, design, shareOf) => {
  tidied(() => {
    const { theta, noise } = (simulator.draw as NonNullable<Simulator["draw"]>)(key(3), 4000);
    const at = tf.tensor2d([design]);
    const [shares, seen] = [rowsOf(shareOf(theta, at)), rowsOf(simulator.simulate(theta, at, noise))];
    for (const t of [0, 1, 2]) {
      const apart = seen.map((row, i) => (row[t] as number) - (shares[i]?.[t] as number));
      expect(Math.abs(meanInErrors(apart, 0))).toBeLessThan(4);
    }
    const few = <T extends tf.Tensor2D>(x: T): T => tf.slice(x, [0, 0], [5, -1]);
    const outcome = few(tf.tensor2d(seen));
    const scores = rowsOf(simulator.logLikelihood?.(few(theta), at, outcome) as tf.Tensor2D);
    scores.forEach((row, i) => {
      row.forEach((score, j) => {
        const wanted = [0, 1, 2].reduce((sum, t) => {
          const share = shares[i]?.[t] as number;
          return sum + Math.log(seen[j]?.[t] === 1 ? share : 1 - share);
        }, 0);
        expect(Math.abs(score - wanted)).toBeLessThan(1e-4);
      });
    });
  });
});

test("half of the answers between two alternatives are right by chance, and a share of guesses may be unknown", () => {
  expect(createSimulator(psychometric, 2, { task: "twoAlternatives" }).settings.guess).toBe(0.5);
  const asked = createSimulator(psychometric, 1, { mostGuesses: 0.2 });
  expect(asked.prior.names).toEqual(["threshold", "slope", "lapse", "guess"]);
  const theta = tf.tensor2d([[0, 2, 0.03, 0.1]]);
  const log = tidied(
    () => rowsOf(asked.logLikelihood?.(theta, tf.tensor2d([[-0.5]]), tf.tensor2d([[1]])) as tf.Tensor2D)[0]?.[0],
  );
  expect(log).toBeCloseTo(Math.log(0.1 + 0.87 / (1 + Math.exp(1))), 5);
  expect(() => createSimulator(psychometric, 1, { task: "twoAlternatives", mostLapses: 0.5 })).toThrow("less than 1 together");
});

test("levels from a list are from the weakest to the strongest, and a list that is none is refused", () => {
  const { designs } = createSimulator(psychometric, 2, { levels: "list", apart: 2 });
  expect(designs.violation([-3, 3])).toBeUndefined();
  expect(designs.violation([-2, 3])).toMatch("-2");
  expect(designs.next).toBeDefined();
  expect(() => createSimulator(psychometric, 2, { levels: "list", apart: 7 })).toThrow("has 1 levels; 2 to 1000 can be");
});
