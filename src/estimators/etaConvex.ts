import type { SettingSpecs } from "../contracts/values.js";
import { crossFitted } from "./convex/crossFitted.js";
import { quadratic } from "./convex/features.js";
import { normNames } from "./convex/norms.js";
import { ofSamples } from "./ofSamples.js";
import { settable } from "./settable.js";

const settings = {
  ridge: {
    default: 1e-3,
    min: 1e-9,
    max: 1e6,
    help: "weight of the squared coefficients of standardised columns and their products",
  },
  norm: {
    default: "ridge",
    choices: normNames,
    help: "what the ridge weighs: squared coefficients, the scores' mean square, or that of their slopes",
  },
} as const satisfies SettingSpecs;

/** η-MINE whose scores are quadratic in x and y: one optimum, found by Newton's steps, on one half of the rows, and read off the other. */
export const etaConvex = settable(settings, ({ ridge, norm }) =>
  ofSamples({
    name: "etaConvex",
    summary: "Donsker-Varadhan's bound by scores that are quadratic in x and y: a convex problem, solved to the end",
    use: "a lower bound from samples alone; tight for normals, and for what is nearly normal once its columns are transformed",
    reference: "Mroueh et al. 2021, Improved mutual information estimation, lemma 3, theorem 1, eq. 12-17; norms: eq. 23, 24",
    side: "lower",
    batchFree: true,
    mostRows: 20_000,
    samples: "any",
    estimate: (x, y) => crossFitted(x, y, { features: quadratic([x.columns, y.columns]), ridge, norm }),
  }),
);
