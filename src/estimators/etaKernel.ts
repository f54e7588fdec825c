import type { SettingSpecs } from "../contracts/values.js";
import { crossFitted } from "./convex/crossFitted.js";
import { fourier, quadratic, together } from "./convex/features.js";
import { normNames } from "./convex/norms.js";
import { ofSamples } from "./ofSamples.js";
import { settable } from "./settable.js";

const settings = {
  ridge: { default: 1e-2, min: 1e-9, max: 1e6, help: "weight of the squared norm of the scores as a function" },
  width: { default: 0.8, min: 1e-3, max: 1e3, help: "of the Gaussian kernel, in standard deviations of the columns" },
  frequencies: { default: 12, min: 1, max: 1000, help: "that stand for the Gaussian kernel, four features each" },
  norm: {
    default: "ridge",
    choices: normNames,
    help: "what the ridge weighs: squared coefficients, the scores' mean square, or that of their slopes",
  },
} as const satisfies SettingSpecs;

/** Scale of the polynomial's features: the ridge weighs their coefficients ten times less. */
const polynomial = Math.sqrt(10);

/**
 * η-MINE whose scores are a function of a kernel's space: that of a polynomial of degree 2 and a Gaussian kernel together, the latter by random
 * features; otherwise as `etaConvex`. Without the polynomial far pairs, which a Gaussian kernel knows nothing of, took all of its ridge.
 */
export const etaKernel = settable(settings, ({ ridge, width, frequencies, norm }) =>
  ofSamples({
    name: "etaKernel",
    summary: "Donsker-Varadhan's bound by scores from a kernel: a convex problem, solved to the end",
    use: "a lower bound from samples alone, of whatever distribution, in one or two dimensions each; loose beyond",
    reference: "Mroueh et al. 2021, Improved mutual information estimation, section 3; Rahimi and Recht 2007, Random features",
    side: "lower",
    batchFree: true,
    mostRows: 10_000,
    samples: "any",
    estimate(x, y) {
      const dims = [x.columns, y.columns] as const;
      const features = together(quadratic(dims, polynomial), fourier(dims, frequencies, width));
      return crossFitted(x, y, { features, ridge, norm });
    },
  }),
);
