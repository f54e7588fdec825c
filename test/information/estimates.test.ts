/** Estimates where there is little to go by: discrete unknowns, few samples, impossible gains, baselines that cannot be evaluated. */
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { box } from "../../designs/index.js";
import { fixed } from "../../policies/fixed.js";
import { linear } from "../../simulators/linear.js";
import type { Gain } from "../../src/contracts/gain.js";
import type { EvaluationOptions } from "../../src/contracts/options.js";
import type { Simulator, SimulatorFamily } from "../../src/contracts/simulator.js";
import type { Key, Progress } from "../../src/contracts/values.js";
import { column } from "../../src/engine/tensors.js";
import { withDoubt } from "../../src/information/evaluation/contrastive.js";
import { createSimulator, defineSimulator } from "../../src/modelling/defineSimulator.js";
import { gaussianScores } from "../../src/modelling/likelihoods.js";
import { independent, logNormal } from "../../src/modelling/priors.js";
import { normal, uniform } from "../../src/numbers/distributions.js";
import { key, split } from "../../src/numbers/keys.js";
import { difference } from "../../src/records/difference.js";
import { designExperiment } from "../../src/runs/designExperiment.js";
import { evaluatePolicy } from "../../src/runs/evaluate.js";

async function finished<T>(steps: AsyncGenerator<Progress, T>): Promise<{ value: T; warnings: string[] }> {
  const warnings: string[] = [];
  for (let next = await steps.next(); ; next = await steps.next()) {
    if (next.done) return { value: next.value, warnings };
    if (next.value.warning) warnings.push(next.value.warning);
  }
}

const sizes: EvaluationOptions = { samples: 1000, contrasts: 2000, criticSteps: 300, criticBatch: 128 };
const evaluated = async (simulator: Simulator, design: number[], more: Partial<EvaluationOptions> = {}) =>
  (await finished(evaluatePolicy({ simulator, policy: fixed(design), params: {}, options: { ...sizes, ...more }, key: key(1) })))
    .value;

const twoModels = (k: Key, n: number) => tf.floor(tf.mul(2, uniform(k, [n, 1]))) as tf.Tensor2D;

/** Which of two models made the reading, whose error is 0.1. */
const which: Simulator = {
  name: "which",
  summary: "which",
  settings: {},
  prior: { names: ["model"], units: [""], sample: twoModels },
  designs: box({ low: 0, high: 1, dim: 1 }),
  outcome: { names: ["y"], unit: "" },
  draw(k, n) {
    const { theta, error } = split(k, "theta", "error");
    return { theta: twoModels(theta, n), noise: { error: normal(error, [n, 1]) } };
  },
  simulate: (theta, design, { error }) => tf.add(tf.mul(theta, design), tf.mul(0.1, error as tf.Tensor)) as tf.Tensor2D,
};

test("a discrete unknown that the outcome tells for sure is worth its entropy, by critic and by neighbours", async () => {
  const { gain } = await evaluated(which, [1]);
  const [neighbours] = gain.other ?? [];
  expect(Math.abs((gain.lower?.value as number) - Math.LN2)).toBeLessThan(4 * (gain.lower?.se as number) + 0.01);
  expect(Math.abs((neighbours?.value as number) - Math.LN2)).toBeLessThan(0.02);
});

test.each([2, 5, 10, 31])("%i samples give a rough number", async (samples) => {
  const { gain } = await evaluated(which, [0.1], { samples, criticSteps: 5 });
  expect(Number.isFinite(gain.lower?.value)).toBe(true);
  expect(gain.lower?.se).toBeGreaterThan(0);
  expect(gain.other).toHaveLength(samples < 8 ? 0 : 1);
});

test("a critic of the user's choice evaluates", async () => {
  const of = (critic: string) => evaluated(which, [0.2], { samples: 100, contrasts: 50, criticSteps: 5, critic });
  const [joint, gaussian] = [await of("joint"), await of("gaussian")];
  expect(joint.fresh?.critic.options.critic).toBe("joint");
  expect(joint.gain.lower?.value).not.toBe(gaussian.gain.lower?.value);
});

test("a critic that is sure and wrong costs nine nats a sample; a good one nothing that shows", () => {
  const plain = [3, 2.5, -1e6, 0];
  const mixed = withDoubt(plain);
  expect(mixed[2]).toBeCloseTo(Math.log(1e-4), 10);
  for (const i of [0, 1, 3]) expect(Math.abs((mixed[i] as number) - (plain[i] as number))).toBeLessThan(1.1e-4);
});

test("a bound below 0 is given as 0, with a word; an upper one below 0 by more than its error is refused", async () => {
  const one = createSimulator(linear, 1);
  const scaled = (by: number): Simulator => ({
    ...one,
    logLikelihood: (theta, design, outcome) =>
      tf.mul(by, (one.logLikelihood as NonNullable<Simulator["logLikelihood"]>)(theta, design, outcome)),
  });
  await expect(evaluated(scaled(-1), [5], { contrasts: 100 })).rejects.toThrow(/upper bound came out as -.* never negative/);
  // That of the opposite line.
  const blurred: Simulator = {
    ...one,
    logLikelihood: (theta, design, outcome) => scaled(1).logLikelihood?.(tf.neg(theta), design, outcome) as tf.Tensor2D,
  };
  await expect(evaluated(blurred, [5], { contrasts: 100 })).rejects.toThrow(/(lower|upper) bound came out as -.* never negative/);
  const blunt = createSimulator(linear, 1, { priorSd: 1e-3 });
  const nothing = await evaluated(
    { ...blunt, logLikelihood: (t, _d, y) => tf.add(tf.mul(1e-5, column(t, 0)), tf.zeros([t.shape[0], y.shape[0]])) },
    [0],
  );
  expect(nothing.gain.lower?.value).toBeGreaterThanOrEqual(0);
  expect(nothing.gain.upper?.value).toBeGreaterThanOrEqual(0);
  const wrong = { ...which, exactGain: () => ({ value: -2.4, se: 0 }) };
  await expect(evaluated(wrong, [1], { criticSteps: 2, samples: 50, contrasts: 20 })).rejects.toThrow("never negative");
});

test.each([
  [{ noiseSd: 90 }, 5],
  [{ noiseSd: 1000 }, 10],
  [{ noiseSd: 70, noise: "rate" }, 5],
  [{ priorSd: 4e4 }, 5],
  [{ priorSd: 1e-3 }, 0],
] as const)("the exact gain of %j at %d is that of nearly normal numbers", (settings, design) => {
  const simulator = createSimulator(linear, 1, settings);
  const { noiseSd, priorSd, noise } = simulator.settings as { noiseSd: number; priorSd: number; noise: string };
  const variance = noiseSd ** 2 + 2 * (noise === "scale" ? 4 : 0.25);
  const normalGain = 0.5 * Math.log1p((priorSd ** 2 * (1 + design ** 2)) / variance);
  const value = simulator.exactGain?.([design]).value as number;
  // a unit normal and Gamma(2, 2) are less uncertain than their variance says by 0.1 nats at most
  expect(Math.abs(value - normalGain)).toBeLessThan(noiseSd > 1 ? 1e-6 : 0.12);
  expect(value).toBeGreaterThanOrEqual(0);
});

test("settings whose numbers float32 cannot hold are refused with the limit", () => {
  expect(() => createSimulator(linear, 1, { priorSd: 1e6 })).toThrow(/priorSd must be at most 41700/);
  expect(() => createSimulator(linear, 1, { noiseSd: 1e6 })).toThrow(/at most 1000/);
});

/** At time 0 nothing is in the blood, and the error is a tenth of that. */
const tablet: SimulatorFamily = defineSimulator({
  name: "tablet",
  summary: "tablet",
  use: "a test",
  settings: {},
  defaultDesigns: 2,
  create: (designs) => {
    const mean = (theta: tf.Tensor2D, t: tf.Tensor2D) => tf.mul(t, tf.exp(tf.neg(tf.mul(column(theta, 0), t)))) as tf.Tensor2D;
    const prior = independent({ rate: logNormal(Math.log(0.2), 0.4) });
    return {
      name: "tablet",
      summary: "tablet",
      settings: {},
      prior,
      designs: box({ low: 0, high: 24, dim: designs }),
      outcome: { names: Array.from({ length: designs }, (_, i) => `y${i + 1}`), unit: "" },
      draw(k, n) {
        const { theta, error } = split(k, "theta", "error");
        return { theta: prior.sample(theta, n), noise: { error: normal(error, [n, designs]) } };
      },
      simulate: (theta, t, { error }) => tf.mul(mean(theta, t), tf.add(1, tf.mul(0.1, error as tf.Tensor))) as tf.Tensor2D,
      logLikelihood: (theta, t, y) => gaussianScores(mean(theta, t), tf.mul(0.1, mean(theta, t)) as tf.Tensor2D, y),
    };
  },
});

test("a baseline that cannot be evaluated is named before the training and left out; the rest is compared pair by pair", async () => {
  const training = { steps: 20, restarts: 1, batch: 64 };
  const run = designExperiment({ simulator: tablet, training, evaluation: { samples: 200, contrasts: 100 } });
  const first = await run.next();
  expect((first.value as Progress).warning).toMatch(/"equally spaced" \(0, 24\) could not be evaluated and was left out/);
  const { value: result } = await finished(run);
  expect(result.baselines.map(({ name }) => name)).toEqual(["random"]);
  expect(result.leftOut?.map(({ name }) => name)).toEqual(["equallySpaced"]);
  expect(result.warnings.join()).toContain("left out");
  expect(result.gain.lower?.value).toBeGreaterThan(0.5);
  expect(difference(result.gain, result.baselines[0]?.gain as Gain)?.paired).toBe(true);
});
