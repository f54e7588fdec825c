/** What a design tells of a goal, against closed forms of normal models. */
import { describe, expect, test } from "vitest";
import { fixed } from "../../policies/fixed.js";
import type { Gain } from "../../src/contracts/gain.js";
import type { Simulator, SimulatorFamily } from "../../src/contracts/simulator.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { withGoal } from "../../src/modelling/goals.js";
import { rivalModels } from "../../src/modelling/rivals.js";
import { normals } from "../../src/numbers/distributions.js";
import { key } from "../../src/numbers/keys.js";
import { evaluatePolicy } from "../../src/runs/evaluate.js";
import { cholesky, covariance, logDeterminant, logNormalAt, polynomial } from "../support/polynomials.js";

const noiseSd = 0.5;
const line = polynomial({ name: "line", degree: 1, noiseSd });
const parabola = polynomial({ name: "parabola", degree: 2, noiseSd });
const models = [
  { name: "line", family: line },
  { name: "parabola", family: parabola },
];
const shares = [0.6, 0.4];
const rivals = rivalModels(models, shares);
const design = [-1, 0.1, 0.9];

const about = (names: readonly string[], nuisance: "unknown" | "known" = "unknown", of: SimulatorFamily = parabola): Simulator =>
  createSimulator(withGoal(of, { names, nuisance }), design.length);

async function gainOf(simulator: Simulator, samples: number, contrasts: number): Promise<Gain> {
  const options = { samples, contrasts, criticSteps: 10, criticBatch: 10 };
  const steps = evaluatePolicy({ simulator, policy: fixed(design), params: {}, options, key: key(5) });
  for (let next = await steps.next(); ; next = await steps.next()) if (next.done) return next.value.gain;
}

/** I(goal; y) = (log det cov(y) - log det cov(y | goal)) / 2, the nuisance's part of the covariance in both, or in none. */
function exact(goal: readonly number[], nuisance: readonly number[]): number {
  const before = covariance(design, [...goal, ...nuisance], noiseSd);
  return (logDeterminant(before) - logDeterminant(covariance(design, nuisance, noiseSd))) / 2;
}

function expectNear({ lower, upper }: Gain, truth: number): void {
  if (!lower || !upper) throw new Error("a bound is missing");
  for (const { value, se } of [lower, upper]) expect(Math.abs(value - truth)).toBeLessThan(3 * se);
  expect(lower.value).toBeLessThan(upper.value);
  expect(upper.value - lower.value).toBeLessThan(0.1);
}

describe("both bounds are within three standard errors of the truth", () => {
  test("about one parameter of three, the others unknown", async () => {
    const gain = await gainOf(about(["c1"]), 1500, 20_000);
    expect([gain.lower?.method, gain.upper?.method]).toEqual(["nested sPCE", "nested sNMC"]);
    expectNear(gain, exact([1], [0, 2]));
    const [told, ...others] = gain.remaining ?? [];
    expect([told?.name, others.length]).toEqual(["c1", 0]);
    expect(told?.after.value).toBeCloseTo(Math.exp(-exact([1], [0, 2])), 1); // a normal posterior's sd is the prior's over e^gain
  });

  test("about two of three, the third known: that is more than unknown", async () => {
    const gain = await gainOf(about(["c0", "c2"], "known"), 1500, 20_000);
    expectNear(gain, exact([0, 2], []));
    expect(gain.lower?.contrasts).toBe(2000); // each outcome has its own
    expect(exact([0, 2], [])).toBeGreaterThan(exact([0, 2], [1]) + 0.01);
  });

  test("with hardly any draws the bounds are far apart, and still on their sides", async () => {
    const gain = await gainOf(about(["model"], "unknown", rivals), 20_000, 100);
    const [lower, upper, truth] = [gain.lower, gain.upper, whichIsTrue()];
    expect((lower?.unclipped ?? lower?.value) as number).toBeLessThan(truth + 3 * (lower?.se as number));
    expect(upper?.value as number).toBeGreaterThan(truth - 3 * (upper?.se as number));
    expect((upper?.value as number) - (lower?.value as number)).toBeGreaterThan(0.02);
  });

  test("about which of two models is true", async () => {
    const gain = await gainOf(about(["model"], "unknown", rivals), 1500, 20_000);
    expectNear(gain, whichIsTrue());
    expect(gain.remaining).toBeUndefined();
  });
});

/** By draws of the outcomes, whose density under each model is normal: a second road without any nuisance. */
function whichIsTrue(): number {
  const roots = [1, 2].map((degree) =>
    cholesky(
      covariance(
        design,
        Array.from({ length: degree + 1 }, (_, k) => k),
        noiseSd,
      ),
    ),
  );
  const n = 60_000;
  const z = normals(key(8), n * design.length);
  return roots.reduce((sum, root, k) => {
    let told = 0;
    for (let i = 0; i < n; i++) {
      const own = Array.from(z.subarray(i * design.length, (i + 1) * design.length));
      const y = root.map((row) => row.reduce((total, r, j) => total + r * (own[j] as number), 0));
      const logs = roots.map((one) => logNormalAt(one, y));
      const marginal = Math.log(logs.reduce((total, log, j) => total + (shares[j] as number) * Math.exp(log), 0));
      told += (logs[k] as number) - marginal;
    }
    return sum + ((shares[k] as number) * told) / n;
  }, 0);
}
