/** What a policy begins as: the best first measurement in every step, where it can be measured so. */
import { describe, expect, test } from "vitest";
import { box, constrained, increasingTimes } from "../../designs/index.js";
import { simulators } from "../../simulators/index.js";
import { tidied } from "../../src/engine/tensors.js";
import { bestFirst, whyNotRepeated } from "../../src/information/greedy/first.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { key } from "../../src/numbers/keys.js";
import { resolveDesign } from "../../src/runs/job.js";

/** What one yes or no at this level tells with the threshold alone unknown, N(1, 1), by the trapezoid rule. */
function told(level: number): number {
  const chance = (threshold: number) => 0.02 + 0.9799 / (1 + Math.exp(-2 * (level - threshold)));
  const entropy = (p: number) => -p * Math.log(p) - (1 - p) * Math.log(1 - p);
  const grid = Array.from({ length: 161 }, (_, i) => (i - 80) / 16);
  const weights = grid.map((z) => Math.exp(-z * z * 0.5) / (16 * Math.sqrt(2 * Math.PI)));
  const average = (of: (threshold: number) => number) => grid.reduce((sum, z, i) => sum + (weights[i] as number) * of(1 + z), 0);
  return entropy(average(chance)) - average((threshold) => entropy(chance(threshold)));
}

test("it is the place that tells most by itself, by quadrature, and the same in every step", () => {
  const settings = { thresholdMean: 1, slopeSpread: 1e-3, mostLapses: 1e-4 };
  const [simulator, single] = [3, 1].map((designs) => createSimulator(simulators.psychometric, designs, settings));
  const design = tidied(() => bestFirst(simulator as never, single as never, key(5)));
  const [level = 0] = design;
  expect(design).toEqual([level, level, level]);
  const best = Math.max(...Array.from({ length: 121 }, (_, i) => told((i - 60) / 20)));
  expect(told(level)).toBeGreaterThan(best - 0.004);
  expect(told(level - 1)).toBeLessThan(best - 0.03); // what it is told from
});

test("where the same place cannot be measured again it is said why", () => {
  expect(whyNotRepeated(box({ low: 0, high: 1, dim: 3, exchangeable: true }))).toBeUndefined();
  expect(whyNotRepeated(constrained(increasingTimes({ low: 0, high: 26, dim: 3, unit: "h" }), { spacing: 1 }))).toMatch(/apart/);
});

describe("what a run's policy begins as", () => {
  const begins = async (simulator: string, options: object = {}): Promise<string | undefined> => {
    const asked = {
      simulator,
      policy: "recurrent",
      gainAfter: "last",
      designs: 2,
      seed: 0,
      training: {},
      evaluation: {},
      ...options,
    };
    return (await resolveDesign(asked as never)).adaptive?.begins;
  };

  test("yes or no by a known likelihood: the best first measurement, unless the static design is asked for", async () => {
    expect(await begins("psychometric")).toBe("first");
    expect(await begins("psychometric", { policyStart: "static" })).toBe("static");
    expect(await begins("psychometric", { estimator: "flo" })).toBe("static");
  });

  test("counts of trials that it chooses: the same, unless another bound is asked for than what each count is expected to tell", async () => {
    expect(await begins("prey")).toBe("first");
    expect(await begins("prey", { training: { trainingContrasts: 600 } })).toBe("static");
  });

  test("other outcomes: the static design, unless the other is asked for", async () => {
    expect(await begins("pharmacokinetic")).toBe("static");
    expect(await begins("location", { policyStart: "first" })).toBe("first");
  });

  test("asked for where no measurement can be scored alone, or none repeated, it is refused", async () => {
    await expect(begins("sir", { policyStart: "first" })).rejects.toThrow(/--policy-start first.*no likelihood/);
    const spaced = { policyStart: "first", spacing: "1h" };
    await expect(begins("pharmacokinetic", spaced)).rejects.toThrow(/--policy-start first.*apart/);
  });
});
