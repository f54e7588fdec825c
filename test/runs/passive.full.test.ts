/** What comes without being chosen, in whole runs: inferred from as far as it is in, and the baseline without any measurement. */
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { drained } from "../../src/basics/steps.js";
import type { NamedGain } from "../../src/contracts/gain.js";
import { designExperiment } from "../../src/runs/designExperiment.js";
import { infer } from "../../src/runs/infer/index.js";
import { casesIn, growth, hadIt, reported, spread, tested } from "../support/reported.js";

const backend = tf.getBackend() === "tensorflow" ? "native" : "wasm";

/** Equally spaced values of the logarithm of the growth, and their probabilities. */
const grid = Array.from({ length: 1201 }, (_, i) => Math.exp(growth + spread * (i / 100 - 6)));
const raw = grid.map((x) => Math.exp(-0.5 * ((Math.log(x) - growth) / spread) ** 2));
const total = raw.reduce((a, b) => a + b, 0);
const prior = raw.map((p) => p / total);
const poisson = (y: number, mean: number): number => {
  let p = Math.exp(-mean);
  for (let k = 1; k <= y; k++) p *= mean / k;
  return p;
};

function posterior(surveys: readonly (readonly [number, number])[], reports: readonly number[]): { mean: number; sd: number } {
  const weights = grid.map((theta, i) => {
    const seen = surveys.reduce((p, [day, y]) => p * hadIt(theta, day) ** y * (1 - hadIt(theta, day)) ** (tested - y), 1);
    return reports.reduce((p, y) => p * poisson(y, casesIn(theta)), seen * (prior[i] as number));
  });
  const sum = weights.reduce((a, b) => a + b, 0);
  const moment = (f: (x: number) => number) => grid.reduce((m, x, i) => m + (f(x) * (weights[i] as number)) / sum, 0);
  const mean = moment((x) => x);
  return { mean, sd: Math.sqrt(moment((x) => (x - mean) ** 2)) };
}

const observations = [
  { design: [5], outcome: [3] },
  { design: [16], outcome: [5] },
];

test.each([[[]], [[4, 1]], [[4, 1, 3, 2]]])(
  "a history with reports %j: the posterior is that of a fine grid",
  async (reports) => {
    const { result } = await drained(infer({ simulator: reported, data: { observations, reports }, draws: 4000, seed: 2 }));
    const { mean, sd } = posterior([[5, 3], [16, 5]], reports); // biome-ignore format: pairs
    const [found] = result.parameters;
    expect(Math.abs((found?.mean as number) - mean)).toBeLessThan(5 * (found?.mcError || sd / Math.sqrt(result.ess)));
    expect(Math.abs((found?.sd as number) / sd - 1)).toBeLessThan(0.1);
  },
);

test("reports that are none, or too many, are refused in words, and so are measurements without any", async () => {
  const refused = (reports: unknown) =>
    drained(infer({ simulator: reported, data: { observations, reports } as never, draws: 100, seed: 2 }));
  await expect(refused([1, null])).rejects.toThrow("report 2 is null, and not a number");
  await expect(refused([1, 2, 3, 4, 5])).rejects.toThrow('"reports" has 5 numbers, and reported has 4 reports');
  await expect(refused([2.5])).rejects.toThrow("the outcome 2.5 cannot come from this experiment: report1 is a whole number");
  await expect(drained(infer({ simulator: reported, data: { observations }, draws: 100, seed: 2 }))).rejects.toThrow(
    'and reported has 6 there, 4 of which come without being chosen: a history tells them beside its observations, "reports": [12, 7]',
  );
});

/** I(theta; four reports): their sum says all, and is a Poisson count with four times the mean. */
function worthOfReports(): number {
  let gain = 0;
  for (let y = 0; y < 200; y++) {
    const given = grid.map((theta) => poisson(y, 4 * casesIn(theta)));
    const mean = given.reduce((m, p, i) => m + p * (prior[i] as number), 0);
    gain += given.reduce((m, p, i) => m + (p > 0 ? (prior[i] as number) * p * Math.log(p / mean) : 0), 0);
  }
  return gain;
}

test("no measurement at all is a baseline, and is worth what the reports are", async () => {
  const { gain, baselines } = await drained(
    designExperiment({
      simulator: reported,
      designs: 2,
      seed: 2,
      backend,
      training: { steps: 20, batch: 32, restarts: 1 },
      evaluation: { samples: 2000, contrasts: 2000 },
    }),
  );
  const none = baselines.find(({ rival }) => rival === "none");
  expect(none).toMatchObject({ name: "noMeasurement", design: null });
  const { value, se } = (none as NamedGain).gain.lower as { value: number; se: number };
  expect(Math.abs(value - worthOfReports())).toBeLessThan(4 * se + 0.01);
  expect(gain.lower?.value).toBeGreaterThan(value);
  expect(none?.difference?.paired).toBe(true);
});
