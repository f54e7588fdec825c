/** Bounds at their best critics, on the line with normal noise, whose gain is known by quadrature. */
import { afterAll, describe, expect, test } from "vitest";
import { simulators } from "../../simulators/index.js";
import { compareAtBest } from "../../src/information/atBest/compare.js";
import { openKnownPool } from "../../src/information/atBest/pool.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { key } from "../../src/numbers/keys.js";
import { withCritics } from "../estimators/sorts.js";

const simulator = createSimulator(simulators.linear, 1, {});
const [at, step] = [1, 0.05];
const gain = (d: number) => simulator.exactGain?.([d]).value as number;
const pool = openKnownPool(simulator, [at], { size: 1600, contrasts: 4000 }, key(1));
const { truth } = pool;
afterAll(() => pool.dispose());

test("the gain and its gradient are those of quadrature", () => {
  expect(Math.abs(truth.gain - gain(at))).toBeLessThan(4 * truth.gainSe + 0.002);
  const slope = (gain(at + step) - gain(at - step)) / (2 * step);
  expect(Math.abs((truth.gradient[0] as number) - slope)).toBeLessThan(4 * (truth.gradientSe[0] as number));
  expect(truth.gradientSe[0]).toBeLessThan(0.15 * Math.abs(slope));
});

describe.each(withCritics)("%s", (_name, estimator) => {
  test("what it declares of value and gradient is what batches show", () => {
    const { bias, biasSe, gradientBias, gradientBiasSe, sd, gradientError } = compareAtBest(pool, estimator, 32);
    if (estimator.side === "lower") expect(bias).toBeLessThan(4 * biasSe);
    if (estimator.batchFree) expect(Math.abs(bias)).toBeLessThan(4 * biasSe);
    // What climbs another quantity has another gradient, even with the best critic.
    if (estimator.gradient === "unbiased" && !estimator.objective) expect(gradientBias).toBeLessThan(4 * gradientBiasSe);
    expect(sd).toBeGreaterThan(0);
    expect(gradientError).toBeGreaterThan(gradientBias);
  });
});
