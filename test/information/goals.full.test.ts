/** What a design tells of a goal, against closed forms of normal models. */
import { describe, expect, test } from "vitest";
import type { Gain } from "../../src/contracts/gain.js";
import { normals } from "../../src/numbers/distributions.js";
import { key } from "../../src/numbers/keys.js";
import { cholesky, covariance, logNormalAt } from "../support/polynomials.js";
import { about, design, exact, gainOf, noiseSd, rivals, shares } from "./goalModels.js";

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
