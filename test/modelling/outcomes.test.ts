/** What a simulator says its outcomes can be: checked when it is made, held against its draws, written into the policy's file. */
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { box } from "../../designs/index.js";
import { simulators } from "../../simulators/index.js";
import type { Outcome, SimulatorFamily } from "../../src/contracts/simulator.js";
import { column } from "../../src/engine/tensors.js";
import { validationDraw } from "../../src/experiment/draws.js";
import { checkSimulator } from "../../src/loading/rehearse.js";
import { createSimulator, defineSimulator } from "../../src/modelling/defineSimulator.js";
import { outcomeRanges, rangesOf, undeclared } from "../../src/modelling/outcomes.js";
import { independent, uniform as uniformPrior } from "../../src/modelling/priors.js";
import { uniform } from "../../src/numbers/distributions.js";
import { key, split } from "../../src/numbers/keys.js";

const noEnd = 3.4028234663852886e38;

/** Right (1) and wrong (0) answers at chosen levels. */
const answers = (declaration: Omit<Outcome, "names" | "unit">) =>
  defineSimulator({
    name: "answers",
    summary: "answers",
    use: "tests",
    settings: {},
    defaultDesigns: 2,
    create(designs) {
      const prior = independent({ threshold: uniformPrior(-5, 5) });
      const chance = (theta: tf.Tensor2D, at: tf.Tensor2D) => tf.sigmoid(tf.sub(at, column(theta, 0)));
      return {
        name: "answers",
        summary: "answers",
        settings: {},
        prior,
        designs: box({ low: -5, high: 5, dim: designs }),
        outcome: { names: Array.from({ length: designs }, (_, i) => `y${i + 1}`), unit: "", ...declaration },
        gradient: "score",
        draw(k, n) {
          const { theta, error } = split(k, "theta", "error");
          return { theta: prior.sample(theta, n), noise: { e: uniform(error, [n, designs]) } };
        },
        simulate: (theta, design, { e }) => tf.cast(tf.less(e as tf.Tensor2D, chance(theta, design)), "float32") as tf.Tensor2D,
      };
    },
  });

test("a declaration holds for all columns, or is one for each", () => {
  const ranges = (declaration: Omit<Outcome, "names" | "unit">) => outcomeRanges({ names: ["a", "b"], unit: "", ...declaration });
  expect(ranges({})).toBeUndefined();
  expect(ranges({ kind: "binary" })).toEqual(Array(2).fill({ kind: "binary", low: 0, high: 1 }));
  expect(ranges({ kind: "continuous" })).toEqual(Array(2).fill({ kind: "continuous", low: -noEnd, high: noEnd }));
  expect(ranges({ kind: ["count", "category"], high: [200, 3] })).toEqual([
    { kind: "count", low: 0, high: 200 },
    { kind: "category", low: 0, high: 3 },
  ]);
});

test("declarations that make no sense are refused when the simulator is made", () => {
  for (const [declaration, message] of [
    [{ kind: "yes-no" }, 'its outcome "y1" must be of a kind: one of continuous, count, binary, category, got "yes-no"'],
    [{ low: 3 }, "its outcome has low or high without a kind"],
    [{ kind: ["count"] }, "its outcome.kind has 1 entries for 2 columns; give one for all, or one for each"],
    [{ kind: "count", low: 5, high: 2 }, 'its outcome "y1" has its low, 5, above its high, 2'],
    [{ kind: "count", high: Number.POSITIVE_INFINITY }, "has a bound that is no finite number (Infinity)"],
    [{ kind: "binary", high: 1 }, "is binary, 0 or 1: leave low and high out"],
    [{ kind: "category" }, "is a category, so it needs high"],
  ] as const)
    expect(() => createSimulator(answers(declaration as never)), JSON.stringify(declaration)).toThrow(message);
});

test("the rehearsal finds simulations that their declaration excludes", async () => {
  for (const fine of [{}, { kind: "binary" }, { kind: "count", high: 1 }] as const)
    await checkSimulator(createSimulator(answers(fine)));
  for (const [declaration, words] of [
    [{ kind: "count", low: 1 }, "simulate gave 0 for y"],
    [{ kind: "continuous", high: 0.5 }, "which is declared as a number up to 0.5"],
  ] as const)
    await expect(checkSimulator(createSimulator(answers(declaration)))).rejects.toThrow(words);
});

test.each(Object.values<SimulatorFamily>(simulators).map((family) => [family.name, family] as const))(
  "2,000 simulations of %s are what it declares",
  async (_, family) => {
    for (const settings of family.name === "sir" ? [{ dt: 0.1 }, { dt: 0.1, observation: "poisson" }] : [{}]) {
      const simulator = createSimulator(family, 3, settings);
      expect(simulator.outcome.kind).toBeDefined();
      const { theta, noise } = await validationDraw(simulator, key(5), 2000);
      for (const design of [simulator.designs.equallySpaced(), simulator.designs.random(key(6))]) {
        const outcome = simulator.simulate(theta, tf.tensor2d([design]), noise);
        expect(undeclared(simulator.outcome, outcome.dataSync())).toBeUndefined();
      }
    }
  },
);

test("where nothing is declared, answers that are always yes or no are taken for such; rare counts are not", () => {
  const outcome: Outcome = { names: ["a", "b"], unit: "" };
  const rows = (value: (i: number) => number, n = 200) => Array.from({ length: n }, (_, i) => [value(2 * i), value(2 * i + 1)]);
  expect(
    rangesOf(
      outcome,
      rows((i) => i % 2),
    )?.[1],
  ).toEqual({ kind: "binary", low: 0, high: 1 });
  expect(
    rangesOf(
      outcome,
      rows((i) => (i % 10 === 0 ? 1 : 0)),
    ),
  ).toBeUndefined();
  expect(
    rangesOf(
      outcome,
      rows((i) => i % 2, 100),
    ),
  ).toBeUndefined();
  expect(
    rangesOf(
      outcome,
      rows((i) => i % 3),
    ),
  ).toBeUndefined();
  expect(
    rangesOf(
      { ...outcome, kind: "continuous" },
      rows((i) => i % 2),
    )?.[0]?.kind,
  ).toBe("continuous");
});
