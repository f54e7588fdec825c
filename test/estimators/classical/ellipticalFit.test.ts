/** Copulas: entropies of t distributions against a published table, fits against draws whose truth is known, biases against quadrature. */
import { describe, expect, test } from "vitest";
import { errorOfMean, mean } from "../../../src/basics/statistics.js";
import type { Table } from "../../../src/contracts/bounds.js";
import { copulaInformation } from "../../../src/estimators/classical/copulaInformation.js";
import {
  ellipticalFit,
  ellipticalLogRatios,
  fittedInformation,
  scatterBias,
  tailInformation,
} from "../../../src/estimators/classical/ellipticalFit.js";
import { copula } from "../../../src/estimators/copula.js";
import { normalScoresOf } from "../../../src/numbers/columnScales.js";
import { gammas, normals } from "../../../src/numbers/distributions.js";
import { fixedKey, split } from "../../../src/numbers/keys.js";

test.each([
  [1, 1, 0.2242],
  [2, 1, 0.4319],
  [2, 2, 0.1931],
  [3, 2, 0.2909],
  [3, 3, 0.1787],
  [5, 2, 0.4482],
  [5, 3, 0.2985],
])("uncorrelated t of %i and as many columns, %i degrees of freedom: %d nats", (d, dof, information) => {
  expect(tailInformation(d, d, dof)).toBeCloseTo(information, 4); // Czyż et al. 2023, appendix
});

test("nothing of one column and one where the tails are the normal's", () => {
  expect(tailInformation(1, 1, Number.POSITIVE_INFINITY)).toBe(0);
  expect(tailInformation(1, 1, 1e4)).toBeLessThan(1e-6);
});

/** -½ log(1 - r²) on average over the law of the sample's correlation where there is none (Fisher 1915): density (1 - r²)^((n - 4) / 2). */
test.each([6, 20, 100])("the bias of one column and one in %i rows, by quadrature", (n) => {
  let [sum, weight] = [0, 0];
  for (let i = 0; i < 100_000; i++) {
    const rest = 1 - ((i + 0.5) / 100_000) ** 2;
    sum += rest ** ((n - 4) / 2) * -0.5 * Math.log(rest);
    weight += rest ** ((n - 4) / 2);
  }
  expect(scatterBias(1, 1, n)).toBeCloseTo(sum / weight, 6);
});

const n = 3000;
/** t of 2 + 2 columns, the first of each side with correlation .6, in cubes: ranks do not see those. */
function rows(dof: number, name: string): { x: Table; y: Table } {
  const keys = split(fixedKey(name), "normal", "scale");
  const [z, scale] = [normals(keys.normal, 4 * n), gammas(keys.scale, n, dof / 2, 2 / dof)];
  const at = (i: number, j: number) => ((z[4 * i + j] as number) / Math.sqrt(scale[i] as number)) ** 3;
  const correlated = (i: number) =>
    ((0.6 * (z[4 * i] as number) + 0.8 * (z[4 * i + 2] as number)) / Math.sqrt(scale[i] as number)) ** 3;
  return {
    x: { columns: 2, values: Float64Array.from({ length: 2 * n }, (_, k) => at(k >> 1, k & 1)) },
    y: { columns: 2, values: Float64Array.from({ length: 2 * n }, (_, k) => (k & 1 ? at(k >> 1, 3) : correlated(k >> 1))) },
  };
}
const ofCorrelation = -0.5 * Math.log(1 - 0.6 ** 2);

describe.each([2, 5])("t of %i degrees of freedom, in cubes", (dof) => {
  const { x, y } = rows(dof, `copula ${dof}`);
  const truth = ofCorrelation + tailInformation(2, 2, dof);

  test("the degrees of freedom and the information are found", () => {
    const fit = ellipticalFit(normalScoresOf(x), normalScoresOf(y));
    expect(Math.abs(Math.log(fit.dof / dof))).toBeLessThan(0.25);
    const { value, se } = copula.estimate(x, y);
    expect(Math.abs(value - truth)).toBeLessThan(3 * se);
    expect(Math.abs(value - (fittedInformation(fit) - scatterBias(2, 2, n)))).toBeLessThan(0.3 * se); // ranks hide little here
    // without the tails, the information is that of the correlation alone, and so much too low
    const normal = ellipticalFit(normalScoresOf(x), normalScoresOf(y), false);
    expect(normal.dof).toBe(Number.POSITIVE_INFINITY);
    expect(fittedInformation(normal)).toBeLessThan(truth - 3 * se);
  });

  test("the log ratios' mean is the information that they were fitted with", () => {
    const [a, b] = [normalScoresOf(x), normalScoresOf(y)];
    const fit = ellipticalFit(a, b);
    const ratios = ellipticalLogRatios(fit, a, b);
    expect(Math.abs(ratios.reduce((sum, v) => sum + v, 0) / n - fittedInformation(fit))).toBeLessThan(0.02);
  });
});

test("of normals the degrees of freedom are infinite, and log ratios are those of the densities", () => {
  const z = normals(fixedKey("copula normal"), 2 * n);
  const x = { columns: 1, values: Float64Array.from({ length: n }, (_, i) => z[2 * i] as number) };
  const y = {
    columns: 1,
    values: Float64Array.from({ length: n }, (_, i) => 0.6 * (z[2 * i] as number) + 0.8 * (z[2 * i + 1] as number)),
  };
  const [a, b] = [normalScoresOf(x), normalScoresOf(y)];
  const fit = ellipticalFit(a, b);
  expect(fit.dof).toBe(Number.POSITIVE_INFINITY);
  const rho = Array.from(a.values).reduce((sum, v, i) => sum + v * (b.values[i] as number), 0) / n;
  const [u, v] = [a.values[7] as number, b.values[7] as number];
  const density = (u * u - 2 * rho * u * v + v * v) / (1 - rho * rho) - u * u - v * v;
  expect(ellipticalLogRatios(fit, a, b)[7]).toBeCloseTo(-0.5 * (density + Math.log(1 - rho * rho)), 6);
});

test("fitted to an eighth of the rows: no bias, and the error is that of so many", () => {
  const [d, all, repeats] = [4, 480, 40];
  const table = (values: Float64Array): Table => ({ columns: d, values });
  const found = Array.from({ length: repeats }, (_, r) => {
    const keys = split(fixedKey(`few ${r}`), "x", "noise");
    const [x, noise] = [normals(keys.x, all * d), normals(keys.noise, all * d)];
    const y = Float64Array.from(x, (v, i) => 0.6 * v + 0.8 * (noise[i] as number));
    return copulaInformation(table(Float64Array.from(x)), table(y), 60 * (2 * d) ** 2);
  });
  const values = found.map(({ value }) => value);
  // Were the bias taken for that of all rows, values would be .14 too high.
  expect(Math.abs(mean(values) - d * ofCorrelation)).toBeLessThan(3 * errorOfMean(values));
  const ratio = (errorOfMean(values) * Math.sqrt(repeats)) / mean(found.map(({ se }) => se));
  expect(ratio).toBeGreaterThan(1 - 3 / Math.sqrt(2 * repeats));
  expect(ratio).toBeLessThan(1 + 3 / Math.sqrt(2 * repeats) + 0.1);
});

test("two columns of correlation .99 and 300 rows: ranks alone say .06 too little", () => {
  const found = Array.from({ length: 40 }, (_, r) => {
    const keys = split(fixedKey(`near ${r}`), "x", "noise");
    const [x, noise] = [normals(keys.x, 300), normals(keys.noise, 300)];
    const y = Float64Array.from(x, (v, i) => 0.99 * v + Math.sqrt(1 - 0.99 ** 2) * (noise[i] as number));
    return copula.estimate({ columns: 1, values: Float64Array.from(x) }, { columns: 1, values: y }).value;
  });
  expect(Math.abs(mean(found) + 0.5 * Math.log(1 - 0.99 ** 2))).toBeLessThan(3 * errorOfMean(found)); // of .03; .061 by plain loops
});
