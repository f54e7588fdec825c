import { leastSquares } from "../leastSquares.js";
import { orthonormalBases } from "../orthonormal.js";
import type { ReferenceMethod } from "../types.js";

/** Far below the mean squares of the basis functions, 1: it only settles what the points leave open, towards the mean curve. */
const ridge = 1e-12;

export const oracle: ReferenceMethod = {
  kind: "reference",
  name: "oracle",
  summary: "least squares in the true basis; of several bases, the one that fits best",
  use: "what the support points determine",
  reference: "closed form",
  predict(family, x, y, at) {
    const fits = orthonormalBases(family).map((basis) => {
      const rows = Array.from(x, basis.at);
      const expected = rows.map((row) => combined(row, basis.ofMean));
      const { coefficients, residual } = leastSquares(
        rows,
        Array.from(y, (value, i) => value - (expected[i] as number)),
        ridge,
      );
      return { basis, residual, coefficients: coefficients.map((value, j) => value + (basis.ofMean[j] as number)) };
    });
    const { basis, coefficients } = fits.reduce((a, b) => (b.residual < a.residual ? b : a));
    return Float64Array.from(at, (where) => combined(basis.at(where), coefficients));
  },
};

const combined = (values: readonly number[], coefficients: readonly number[]): number =>
  values.reduce((sum, value, j) => sum + value * (coefficients[j] as number), 0);
