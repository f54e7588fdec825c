/** Which of two models the data speak for, against their closed forms. */
import { expect, test } from "vitest";
import { drained } from "../../src/basics/steps.js";
import type { SimulatorFamily } from "../../src/contracts/simulator.js";
import { startBackend } from "../../src/engine/backend.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { grid } from "../../src/posteriors/grid.js";
import { smc } from "../../src/posteriors/smc.js";
import { compareModels, factorOf, probabilitiesOf } from "../../src/runs/infer/comparison.js";
import { modelsOf } from "../../src/runs/infer/models.js";
import { cholesky, covariance, logNormalAt, polynomial } from "../support/polynomials.js";

const noiseSd = 0.5;
const design = [-1, -0.4, 0.3, 1];
const outcome = [0.9, -0.2, 0.1, 1.4];

const job = (family: SimulatorFamily, posterior: typeof grid) => ({
  measured: { name: family.name, usual: 4, create: (n: number) => createSimulator(family, n) },
  data: { experiments: [{ design, outcome }], missing: 0, notes: [] },
  posterior,
  draws: 500,
  training: { steps: 5, batch: 8, density: "gaussian", critic: "joint" },
  seed: 1,
  models: modelsOf([]),
});

test.each([grid, smc])("$name: evidences, Bayes factor and probabilities, with their errors", async (posterior) => {
  await startBackend("wasm");
  const shares = [0.7, 0.3];
  const models = [1, 2].map((degree, k) => {
    const name = degree === 1 ? "line" : "parabola";
    return { name, share: shares[k] as number, job: job(polynomial({ name, degree, noiseSd }), posterior) };
  });
  const found = await drained(compareModels(models));
  const logs = [
    [0, 1],
    [0, 1, 2],
  ].map((unknown) => logNormalAt(cholesky(covariance(design, unknown, noiseSd)), outcome));
  const told = found.result.models ?? [];
  for (const [k, { logEvidence }] of told.entries())
    expect(Math.abs(logEvidence.value - (logs[k] as number))).toBeLessThan(Math.max(0.002, 4 * logEvidence.se));
  const factor = Math.exp(Math.abs((logs[0] as number) - (logs[1] as number)));
  const worse = told.find(({ bayesFactor }) => bayesFactor.value > 1);
  expect(Math.abs((worse?.bayesFactor.value as number) / factor - 1)).toBeLessThan(
    Math.max(0.01, (4 * (worse?.bayesFactor.se as number)) / factor),
  );
  const weights = logs.map((log, k) => (shares[k] as number) * Math.exp(log));
  const second = (weights[1] as number) / ((weights[0] as number) + (weights[1] as number));
  expect(told[1]?.probability.value).toBeCloseTo(second, 1);
  expect((told[0]?.probability.value as number) + (told[1]?.probability.value as number)).toBeCloseTo(1, 9);
  expect(found.result.warnings.some((warning) => warning.startsWith("parabola is more probable than line"))).toBe(second > 0.5);
});

test("evidences a thousand nats apart make a factor that can still be written", () => {
  expect(factorOf(1200, 0)).toBe(Math.exp(690));
  expect(JSON.parse(JSON.stringify(factorOf(1e6, 0)))).toBeGreaterThan(1e299);
  expect(factorOf(2, 0)).toBe(Math.exp(2));
});

test("the error of a probability is its derivative by the evidences times theirs", () => {
  const logs = [
    { value: -3, se: 0.1 },
    { value: -2.5, se: 0.2 },
    { value: -4, se: 0 },
  ];
  const shares = [0.5, 0.2, 0.3];
  const step = 1e-5;
  for (const [k, { se }] of probabilitiesOf(logs, shares).entries()) {
    const slopes = logs.map((_, j) => {
      const moved = (by: number) =>
        probabilitiesOf(
          logs.map((log, i) => (i === j ? { ...log, value: log.value + by } : log)),
          shares,
        )[k]?.value as number;
      return ((moved(step) - moved(-step)) / (2 * step)) * (logs[j]?.se as number);
    });
    expect(se).toBeCloseTo(Math.hypot(...slopes), 6);
  }
});
