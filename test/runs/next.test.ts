/** The next design given data, where all is known in closed form: a line with normal noise, and a normal prior. */
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { fixed } from "../../policies/fixed.js";
import { linear } from "../../simulators/linear.js";
import { sir } from "../../simulators/sir.js";
import { drained } from "../../src/basics/steps.js";
import type { Estimate } from "../../src/contracts/gain.js";
import type { Draw, Simulator, SimulatorFamily } from "../../src/contracts/simulator.js";
import type { Key } from "../../src/contracts/values.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { key } from "../../src/numbers/keys.js";
import { evaluatePolicy } from "../../src/runs/evaluate.js";
import { fewDraws, givenData } from "../../src/runs/given.js";
import { type InferInput, infer } from "../../src/runs/infer/index.js";
import { normalLine } from "../information/normalLine.js";

/** ½ log det(I + Φ S Φᵀ) nats of measuring at one or two places, S the covariance given what was measured at `seen` with noise of variance 1. */
function exactGain(design: readonly number[], seen: readonly number[], priorVariance = 9): number {
  const sum = (places: readonly number[], power: number) => places.reduce((total, x) => total + x ** power, 0);
  const logDet = (places: readonly number[]) =>
    Math.log((1 / priorVariance + places.length) * (1 / priorVariance + sum(places, 2)) - sum(places, 1) ** 2);
  return 0.5 * (logDet([...seen, ...design]) - logDet(seen));
}

const inferred = async (input: InferInput) => (await drained(infer(input))).theta;

async function bounds(simulator: Simulator, design: readonly number[], samples = 1000, contrasts = 3000) {
  const options = { samples, contrasts, criticSteps: 10, criticBatch: 16 };
  const { gain } = await drained(evaluatePolicy({ simulator, policy: fixed(design), params: {}, options, key: key(3) }));
  return { exact: gain.exact, lower: gain.lower as Estimate, upper: gain.upper as Estimate };
}

const sample = (n: number, priorSd: number) =>
  tf.tidy(() => ({
    columns: 2,
    values: createSimulator(normalLine, 1, { priorSd }).prior.sample(key(5), n).dataSync() as Float32Array,
  }));

// The posterior's covariance does not ask what came out: at 10 the line is known to 1 unit, elsewhere hardly better than before.
const observations = [{ design: [10], outcome: [31] }];
const known = inferred({ simulator: normalLine, data: { observations }, designs: 1, draws: 20_000 });

test.each([[[-10]], [[-10, 10]]])("both bounds of measuring at %j next are the exact gain given the data", async (design) => {
  const { exact, lower, upper } = await bounds(createSimulator(givenData(normalLine, await known), design.length), design);
  expect(exact).toBeUndefined();
  for (const { value, se } of [lower, upper]) {
    expect(Math.abs(value - exactGain(design, [10]))).toBeLessThan(3 * se);
    expect(se).toBeLessThan(0.04);
  }
});

test("20,000 draws are a prior of more than 4 nats; 1,000 are not, which is said and falls short on the safe side", async () => {
  const [few, design] = [1000, [10, -10]];
  const of = async (n: number, priorSd: number, samples: number, contrasts: number) =>
    bounds(createSimulator(givenData(normalLine, sample(n, priorSd)), 2), design, samples, contrasts);
  const [enough, short] = [await of(20_000, 3, 1000, 4000), await of(few, 10, 200, 20_000)]; // each of the few comes twenty times
  const exact = exactGain(design, []); // 5.2 nats
  expect(enough.lower.value).toBeGreaterThan(exact - 3 * enough.lower.se - 0.02); // e^5.2 / 4000 / 2 by contrasts
  expect(enough.upper.value).toBeLessThan(exact + 3 * enough.upper.se + 0.02);
  expect(short.upper.value).toBeLessThan(exactGain(design, [], 100) - 3 * short.upper.se); // 7.6 nats, which is above log 1000
  expect(fewDraws(few, { lower: null, upper: short.upper })[0]).toContain("give more draws");
  expect(fewDraws(few, { lower: null, upper: { ...short.upper, value: 0.4 * Math.log(few) } })).toEqual([]);
  expect(fewDraws(undefined, { lower: null, upper: short.upper })).toEqual([]);
});

test("thetas are the draws, noise is the simulator's own, and courses are those of the draws", async () => {
  const theta = { columns: 2, values: Float32Array.from({ length: 4000 }, (_, i) => (i % 2 ? 2 : 7)) };
  const [simulator, before] = [createSimulator(givenData(linear, theta), 1), createSimulator(linear, 1)];
  const [drawn, own] = [simulator, before].map((one) => one.draw?.(key(1), 50) as Draw) as [Draw, Draw];
  expect(new Set(drawn.theta.dataSync())).toEqual(new Set([7, 2]));
  expect(drawn.noise.error?.dataSync()).toEqual(own.noise.error?.dataSync());
  expect((await simulator.curve?.paths(key(1), 1))?.[0]?.[0]).toBeCloseTo(7 - 2 * 10, 4); // the line at -10
  expect([simulator.prior.logDensity, simulator.exactGain, simulator.prior.draws]).toEqual([undefined, undefined, 2000]);
  expect(simulator.logLikelihood).toBeDefined();
});

test("what cannot be a prior, or take one, is refused in words", () => {
  const rows = { columns: 2, values: new Float32Array(4000) };
  const refused = (family: SimulatorFamily, theta: typeof rows) => () => createSimulator(givenData(family, theta), 1);
  expect(refused(linear, { ...rows, columns: 4 })).toThrow("have 4 columns, and it has 2 parameters: intercept, slope");
  expect(refused(linear, { ...rows, values: new Float32Array(300) })).toThrow("too few to be a prior: 150");
  expect(refused(linear, { ...rows, values: new Float32Array(4000).fill(NaN, 8) })).toThrow("intercept of draw 5 is NaN");
  expect(refused(sir, { ...rows, values: new Float32Array(4000).fill(0.2) })).toThrow("makes whole paths ahead");
  const entangled: SimulatorFamily = {
    ...linear,
    create: (designs, settings) => {
      const simulator = linear.create(designs, settings as never);
      const draw = (k: Key, n: number): Draw => {
        const { theta, noise } = (simulator.draw as NonNullable<Simulator["draw"]>)(k, n);
        return { theta, noise: { error: tf.mul(tf.slice(theta, [0, 0], [-1, 1]), noise.error as tf.Tensor) } };
      };
      return { ...simulator, draw };
    },
  };
  expect(refused(entangled, rows)).toThrow("the noise that its draw(key, n) makes depends on theta");
});
