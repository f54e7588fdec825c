/** Draws around an experiment's own theta: their density by plain loops, and a probability of outcomes that is known in closed form. */
import { expect, test } from "vitest";
import { errorOfMean, mean as meanOf } from "../../src/basics/statistics.js";
import { rowsOf, tidied } from "../../src/engine/tensors.js";
import { drawNear, type WithDensity } from "../../src/information/training/nearDraws.js";
import { independent, logNormal, normal } from "../../src/modelling/priors.js";
import { key } from "../../src/numbers/keys.js";

const bell = (x: number, mean: number, sd: number): number =>
  Math.exp(-(((x - mean) / sd) ** 2) / 2) / (sd * Math.sqrt(2 * Math.PI));

test("weights are the prior's density over that of the mixture, by plain loops", () => {
  const [means, sds, count] = [[0, 1], [2, 0.5], 40] as const; // biome-ignore format: short
  const prior = independent({ a: normal(0, 2), b: logNormal(1, 0.5) }) as WithDensity;
  const { own, near, weights } = tidied(() => {
    const own = prior.sample(key(1), 3);
    const { theta, logWeights } = drawNear(prior, Float32Array.from(sds), key(2), own, count);
    return { own: rowsOf(own), near: rowsOf(theta), weights: rowsOf(logWeights) };
  });
  const free = ([a, b]: readonly number[]): number[] => [a as number, Math.log(b as number)];
  // nine widths of all and of each; of the prior and of each of nine widths two draws, twenty of the products
  const widths = (ratio: number): number[] => Array.from({ length: 9 }, (_, h) => ratio ** h);
  own.forEach((theta, i) => {
    const centre = free(theta);
    [theta, ...near.slice(i * count, (i + 1) * count)].forEach((other, k) => {
      const z = free(other);
      const of = (density: (x: number, j: 0 | 1) => number): number => density(z[0] as number, 0) * density(z[1] as number, 1);
      const law = (x: number, j: 0 | 1, width: number): number => bell(x, centre[j] as number, width * sds[j]);
      const prior = of((x, j) => bell(x, means[j], sds[j]));
      const alike = widths(0.5).map((width) => of((x, j) => law(x, j, width)));
      const product = of((x, j) => meanOf(widths(0.4).map((width) => law(x, j, width))));
      const mixture = (2 * (prior + alike.reduce((sum, x) => sum + x, 0)) + 20 * product) / count;
      expect(weights[i]?.[k]).toBeCloseTo(Math.log(prior / mixture), 3);
    });
  });
});

test("outcomes that tell one parameter to a three-hundredth and another not at all have the probability that they have", () => {
  const [n, count, noises] = [60, 1000, [1 / 300, 0.1, 1, 10]] as const;
  const prior = independent(Object.fromEntries(noises.map((_, j) => [`a${j}`, normal(0, 1)]))) as WithDensity;
  const { own, near, weights } = tidied(() => {
    const own = prior.sample(key(3), n);
    const { theta, logWeights } = drawNear(prior, new Float32Array(4).fill(1), key(4), own, count);
    return { own: rowsOf(own), near: rowsOf(theta), weights: rowsOf(logWeights) };
  });
  // y_j = theta_j + noise_j, here the noise is half a standard deviation: p(y_j) is normal of variance 1 + noise_j²
  const shares = own.map((theta, i) => {
    const y = theta.map((x, j) => x + (noises[j] as number) / 2);
    const truth = y.reduce((product, x, j) => product * bell(x, 0, Math.hypot(1, noises[j] as number)), 1);
    const likelihood = (other: readonly number[]): number =>
      other.reduce((product, x, j) => product * bell(y[j] as number, x, noises[j] as number), 1);
    const terms = near.slice(i * count, (i + 1) * count).map((other, k) => {
      return (Math.exp(weights[i]?.[k + 1] as number) * likelihood(other)) / truth;
    });
    return meanOf(terms);
  });
  expect(Math.abs(meanOf(shares) - 1)).toBeLessThan(4 * errorOfMean(shares));
  // 0.11; normals of one width for all parameters alone have 0.33
  expect(errorOfMean(shares)).toBeLessThan(0.2);
});
