/** The exact gain once more by nested Monte Carlo with the likelihood, which shares nothing with the quadrature but the density. */
import { expect, test } from "vitest";
import { tabulatedNoise } from "../../simulators/linear/noise.js";
import { linear } from "../../simulators/linear.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { gammas, normals } from "../../src/numbers/distributions.js";
import { key, split } from "../../src/numbers/keys.js";
import { valueAt } from "../../src/numbers/tabulated.js";
import { moments } from "../support/statistics.js";

const samples = 1000;
const contrasts = 20_000;

test.each([
  ["scale", [-10, 10], 2],
  ["rate", [0, 3], 0.5],
  ["scale", [-10, -10, 4, 10], 2],
  ["scale", [2, 2.5, 3], 2],
] as const)("noise=%s at %j", (noise, design, scale) => {
  const d = design.length;
  const k = split(key(5), "theta", "normal", "gamma", "fresh");
  const theta = normals(k.theta, 2 * samples).map((z) => 3 * z);
  const error = normals(k.normal, d * samples);
  const skewed = gammas(k.gamma, d * samples, 2, scale);
  const fresh = normals(k.fresh, 2 * contrasts).map((z) => 3 * z);
  const log = tabulatedNoise({ sd: 1, scale });
  const density = (x: number) => valueAt(log, x);
  const lowers = new Float64Array(samples);
  const uppers = new Float64Array(samples);
  for (let i = 0; i < samples; i++) {
    const noises = design.map((_, j) => (error[i * d + j] as number) + (skewed[i * d + j] as number));
    const y = design.map((at, j) => (theta[2 * i] as number) + (theta[2 * i + 1] as number) * at + (noises[j] as number));
    const own = noises.reduce((sum, x) => sum + density(x), 0);
    let total = 0;
    for (let l = 0; l < contrasts; l++) {
      let score = -own;
      for (let j = 0; j < d && score > -60; j++)
        score += density((y[j] as number) - (fresh[2 * l] as number) - (fresh[2 * l + 1] as number) * (design[j] as number));
      total += Math.exp(score);
    }
    lowers[i] = -Math.log((total + 1) / (contrasts + 1));
    uppers[i] = -Math.log(total / contrasts);
  }
  const { exactGain } = createSimulator(linear, d, { noise });
  const exact = (exactGain as NonNullable<typeof exactGain>)(design);
  const [lower, upper] = [moments(lowers), moments(uppers)];
  const errors = (variance: number) => Math.hypot(Math.sqrt(variance / samples), exact.se);
  expect((lower.mean - exact.value) / errors(lower.variance)).toBeLessThan(3);
  expect((exact.value - upper.mean) / errors(upper.variance)).toBeLessThan(3);
  expect(upper.mean - lower.mean).toBeLessThan(0.05);
});
