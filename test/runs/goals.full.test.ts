/** Designs for a goal, from the options to the design: as good as the best one, whose gain is known. */
import { expect, test } from "vitest";
import { linear } from "../../simulators/linear.js";
import { drained } from "../../src/basics/steps.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { rivalModels } from "../../src/modelling/rivals.js";
import { normals } from "../../src/numbers/distributions.js";
import { key } from "../../src/numbers/keys.js";
import type { DesignInput } from "../../src/options/check.js";
import type { DesignResult } from "../../src/records/types.js";
import { designExperiment } from "../../src/runs/designExperiment.js";
import { cholesky, covariance, logNormalAt, polynomial } from "../support/polynomials.js";

async function designed(input: DesignInput): Promise<DesignResult> {
  return drained(designExperiment({ seed: 2, backend: "wasm", ...input }));
}

test("one parameter of two, of a line with skewed noise: within 3 se of the exact gain, the design within 1 % of the best", async () => {
  const { design, gain } = await designed({ simulator: linear, designs: 2, goal: "slope", evaluation: { samples: 3000 } });
  const exactly = createSimulator(linear, 2).goals?.slope?.exactGain;
  const best = exactly?.([-10, 10]).value as number;
  expect(exactly?.(design).value).toBeGreaterThan(0.99 * best);
  for (const bound of [gain.lower, gain.upper])
    expect(Math.abs((bound?.value as number) - (gain.exact as number))).toBeLessThan(
      3 * Math.hypot(bound?.se as number, gain.exactSe ?? 0),
    );
});

const noiseSd = 0.3;
const models = [1, 2].map((degree) => {
  const name = degree === 1 ? "line" : "parabola";
  return { name, family: polynomial({ name, degree, noiseSd }) };
});

/** Which of the two is true, by draws of the outcomes, whose density under each model is normal; the same draws for every design. */
function exact(design: readonly number[], n = 40_000): { value: number; se: number } {
  const roots = [
    [0, 1],
    [0, 1, 2],
  ].map((unknown) => cholesky(covariance(design, unknown, noiseSd)));
  const z = normals(key(8), n * design.length);
  const told = Array.from({ length: n }, (_, i) => {
    const own = Array.from(z.subarray(i * design.length, (i + 1) * design.length));
    const y = (roots[i % 2] as number[][]).map((row) => row.reduce((total, r, j) => total + r * (own[j] as number), 0));
    const logs = roots.map((one) => logNormalAt(one, y));
    return (logs[i % 2] as number) - Math.log(0.5 * logs.reduce((total, log) => total + Math.exp(log), 0));
  });
  const value = told.reduce((sum, x) => sum + x, 0) / n;
  return { value, se: Math.sqrt(told.reduce((sum, x) => sum + (x - value) ** 2, 0)) / n };
}

test("a line or a parabola: within 3 se of the exact gain, the design within 1 % of the best", async () => {
  const family = rivalModels(models, [0.5, 0.5]);
  const { design, gain } = await designed({
    simulator: family,
    designs: 3,
    evaluation: { samples: 1200, contrasts: 100_000 },
  });
  const truth = exact(design);
  for (const bound of [gain.lower, gain.upper])
    expect(Math.abs((bound?.value as number) - truth.value)).toBeLessThan(3 * Math.hypot(bound?.se as number, truth.se));
  const middles = [-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3];
  const best = Math.max(...middles.flatMap((middle) => [0, 0.1].map((inside) => exact([-1 + inside, middle, 1 - inside]).value)));
  expect(truth.value).toBeGreaterThan(0.99 * best);
});
