import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { pathsOfEpidemic } from "../../simulators/sir/epidemic.js";
import { presetDefaults } from "../../simulators/sir/presets.js";
import { sir, sirEpidemic } from "../../simulators/sir.js";
import type { Bank } from "../../src/contracts/simulator.js";
import { tidied } from "../../src/engine/tensors.js";
import { nearestNeighbourEstimate } from "../../src/estimators/classical/nearestNeighbours.js";
import { outcomeFeature, scaled, scalingOf } from "../../src/experiment/features.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { type PathBank, simulateBank } from "../../src/modelling/dynamics/pathBank.js";
import { pathsOf } from "../../src/modelling/dynamics/solveSde.js";
import { key } from "../../src/numbers/keys.js";

/** Reference values of the surveillance preset, nats, from an independent implementation (nearest neighbours as well). */
const reference: [number[], number][] = [
  [[10], 1.05],
  [[20], 1.25],
  [[30], 1.35],
  [[40], 1.42],
  [[60], 1.35],
  [[80], 1.13],
  [[34, 91], 1.96],
  [[11, 34], 2.74],
];

describe("the surveillance preset", () => {
  const size = 20_000;
  let bank: PathBank;
  beforeAll(async () => {
    bank = await (createSimulator(sir, 1).bank as Bank<PathBank>).simulate(key(1), size);
  });

  test("drops between 10 and 14 % of the prior", () => {
    const dropped = 1 - size / bank.candidates;
    expect(Math.sqrt((dropped * (1 - dropped)) / bank.candidates)).toBeLessThan(0.003);
    expect(dropped).toBeGreaterThan(0.1);
    expect(dropped).toBeLessThan(0.14);
  });

  test.each(reference)("observed at %j days is worth %d nats by nearest neighbours", (times, value) => {
    const simulator = createSimulator(sir, times.length);
    const estimate = tidied(() => {
      const { theta, noise } = (simulator.bank as Bank<PathBank>).slice(bank, 0, size);
      const outcome = simulator.simulate(theta, tf.tensor2d([times]), noise);
      const [x, y] = [simulator.features?.theta?.(theta), outcomeFeature(simulator, outcome)].map((features) =>
        scaled(features as tf.Tensor2D, scalingOf(features as tf.Tensor2D)).dataSync(),
      ) as [Float32Array, Float32Array];
      return nearestNeighbourEstimate(x, 2, y, times.length, size);
    });
    // 0.02: the reference is rounded to 0.01, and both estimates are biased low, by how much depends on the number of paths.
    expect(Math.abs(estimate.value - value)).toBeLessThan(0.02 + 3 * estimate.se);
    expect(estimate.se).toBeLessThan(0.02);
  });
});

test("every number of workers gives the same bytes at the real step", async () => {
  const given = { preset: "surveillance", population: 500, days: 100, dt: 0.01, observation: "exact" } as const;
  const settings = { ...given, ...presetDefaults(given) };
  const paths = pathsOf(pathsOfEpidemic(sirEpidemic(settings), settings));
  const [here, ...threaded] = await Promise.all([0, 1, 2, 3].map((workers) => simulateBank(paths, key(2), 1500, { workers })));
  for (const bank of threaded) expect(bank).toEqual(here);
});
