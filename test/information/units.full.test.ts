/** Other units and origins for every simulator and example, and the gains of critics against the closed form. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { box } from "../../designs/index.js";
import doseFinding from "../../examples/doseFinding.js";
import enzymeKinetics from "../../examples/enzymeKinetics.js";
import template from "../../examples/template.js";
import { fixed } from "../../policies/fixed.js";
import { simulators } from "../../simulators/index.js";
import { drained } from "../../src/basics/steps.js";
import type { Simulator, SimulatorFamily } from "../../src/contracts/simulator.js";
import { column } from "../../src/engine/tensors.js";
import * as priors from "../../src/modelling/priors.js";
import { normal } from "../../src/numbers/distributions.js";
import { key, split } from "../../src/numbers/keys.js";
import { designExperiment } from "../../src/runs/designExperiment.js";
import { evaluatePolicy } from "../../src/runs/evaluate.js";
import { familyInUnits, type Rewritten } from "../support/inUnits.js";

/** A line, its slope in units of `sd` from `mean` on; simulations only. */
function slope(mean: number, sd: number): Simulator {
  const prior = priors.independent({ slope: priors.normal(mean, sd), intercept: priors.normal(0, 1) });
  return {
    name: "slope",
    summary: "",
    settings: {},
    prior,
    designs: box({ low: -1, high: 1, dim: 2 }),
    outcome: { names: ["y1", "y2"], unit: "" },
    draw(k, n) {
      const own = split(k, "theta", "e");
      return { theta: prior.sample(own.theta, n), noise: { e: normal(own.e, [n, 2]) } };
    },
    simulate: (theta, d, { e }) => {
      const standard = tf.div(tf.sub(column(theta, 0), mean), sd);
      return tf.add(tf.add(tf.mul(standard, d), column(theta, 1)), tf.mul(0.1, e as tf.Tensor));
    },
  };
}

test.each([
  [0, 1e-9],
  [0, 1e20],
  [200, 0.01],
  [1e4, 1],
])("a parameter known as %d ± %d: a critic finds 5.303 nats", async (mean, sd) => {
  const options = { samples: 2000, contrasts: 5000, criticSteps: 600, criticBatch: 256 };
  const task = { simulator: slope(mean, sd), policy: fixed([-1, 1]), params: {}, options, key: key(1) };
  const { gain, notes } = await drained(evaluatePolicy(task));
  const { value, se } = gain.lower as NonNullable<typeof gain.lower>;
  expect(notes.filter((note) => /float32/.test(note))).toEqual([]);
  expect(value).toBeGreaterThan(5.1);
  expect(value).toBeLessThan(5.303 + 3 * se);
});

const families: readonly (readonly [SimulatorFamily, string])[] = [
  [simulators.linear, "flo"],
  [simulators.pharmacokinetic, "pce"],
  [simulators.sir, "flo"],
  [template, "pce"],
  [enzymeKinetics, "pce"],
  [enzymeKinetics, "flo"],
  [doseFinding, "infoNce"],
];
const [tiny, huge] = [2 ** -66, 2 ** 66];
const rewritten: readonly Rewritten[] = [
  { theta: { scale: huge }, outcome: { scale: tiny } },
  { theta: { scale: tiny }, outcome: { scale: huge }, design: { scale: tiny } },
];

async function designed(family: SimulatorFamily, estimator: string) {
  const training = { steps: 12, batch: 32, restarts: 1, warmup: 2, hidden: [8], features: 4 };
  const evaluation = { samples: 100, contrasts: 200, criticSteps: 8, criticBatch: 32 };
  return drained(designExperiment({ simulator: family, designs: 2, estimator, training, evaluation, seed: 3 }));
}

describe.each(families.map(([family, estimator]) => [family.name, estimator, family] as const))(
  "%s by %s",
  (_, estimator, family) => {
    test("the same training, design and gain in units of 10^±20", async () => {
      const wanted = await designed(familyInUnits(family, {}), estimator);
      for (const units of rewritten) {
        const found = await designed(familyInUnits(family, units), estimator);
        expect(found.training.bound.value).toBeCloseTo(wanted.training.bound.value, 4);
        found.design.forEach((x, i) => {
          expect(x / (units.design?.scale ?? 1)).toBeCloseTo(wanted.design[i] as number, 3);
        });
        for (const side of ["lower", "upper"] as const)
          if (wanted.gain[side]) expect(found.gain[side]?.value).toBeCloseTo(wanted.gain[side].value, 3);
      }
    });
  },
);
