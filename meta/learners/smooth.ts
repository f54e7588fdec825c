import { solveSymmetric } from "../../src/numbers/solveSymmetric.js";
import type { ReferenceMethod } from "../types.js";

/**
 * Tuned on validation tasks of the family `sine` with 3 support points (docs/meta-learning.md). The length is a share of the range of x,
 * a length of 1 there; the ridge has no unit.
 */
const length = 0.1;
const ridge = 1e-3;

/**
 * Ridge regression on random Fourier features of what the best fixed curve leaves over, in the limit of many features, where it is kernel
 * regression with a Gaussian kernel (Rahimi and Recht 2007): f = mean + k(x)ᵀ(K + ridge)⁻¹(y - mean).
 */
export const smooth: ReferenceMethod = {
  kind: "reference",
  name: "smooth",
  summary: "kernel ridge regression around the mean over tasks: knows that functions are smooth, and nothing of sines",
  use: "an adapter without meta-training, which meta-learning has to beat",
  reference: "Rahimi and Recht 2007, Random features for large-scale kernel machines (in the limit of many features)",
  predict(family, x, y, at) {
    const unit = length * (family.high - family.low);
    const kernel = (a: number, b: number): number => Math.exp(-(((a - b) / unit) ** 2) / 2);
    const points = Array.from(x);
    const centred = points.map((where, i) => (y[i] as number) - family.mean(where));
    const rows = points.map((a) => points.map((b) => kernel(a, b)));
    const weights = solveSymmetric(rows, centred, ridge);
    return Float64Array.from(at, (where) =>
      weights.reduce((sum, w, i) => sum + w * kernel(where, points[i] as number), family.mean(where)),
    );
  },
};
