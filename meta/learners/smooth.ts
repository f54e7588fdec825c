import { solveSymmetric } from "../leastSquares.js";
import type { ReferenceMethod } from "../types.js";

/** Tuned on validation tasks of the family `sine` with 3 support points (docs/meta-learning.md). */
const length = 1;
const ridge = 1e-3;

const kernel = (a: number, b: number): number => Math.exp(-((a - b) ** 2) / (2 * length * length));

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
    const centred = y.map((value, i) => value - family.mean(x[i] as number));
    const rows = Array.from(x, (a) => Array.from(x, (b) => kernel(a, b)));
    const weights = solveSymmetric(rows, centred, ridge);
    return at.map((where) => weights.reduce((sum, w, i) => sum + w * kernel(where, x[i] as number), family.mean(where)));
  },
};
