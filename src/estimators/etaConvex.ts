import type { FromSamples } from "../contracts/bounds.js";
import type { SettingSpec, SettingValue } from "../contracts/values.js";
import { crossFitted } from "./convex/crossFitted.js";
import { quadratic } from "./convex/features.js";
import { type Norm, norms } from "./convex/norms.js";

const settings = {
  ridge: {
    default: 1e-3,
    min: 1e-9,
    max: 1e6,
    help: "weight of the squared coefficients of standardised columns and their products",
  },
  norm: {
    default: "ridge",
    choices: Object.keys(norms),
    help: "what the ridge weighs: squared coefficients, the scores' mean square, or that of their slopes",
  },
} as const satisfies Record<string, SettingSpec>;

/** η-MINE whose scores are quadratic in x and y: one optimum, found by Newton's steps, on one half of the rows, and read off the other. */
function etaConvexWith({ ridge, norm }: Readonly<Record<string, SettingValue>>): FromSamples {
  return {
    name: "etaConvex",
    summary: "Donsker-Varadhan's bound by scores that are quadratic in x and y: a convex problem, solved to the end",
    use: "a lower bound from samples alone; tight for normals, and for what is nearly normal once its columns are transformed",
    reference: "Mroueh et al. 2021, Improved mutual information estimation, lemma 3, theorem 1, eq. 12-17; norms: eq. 23, 24",
    side: "lower",
    truth: "none",
    gradient: "none",
    batchFree: true,
    cap: () => Number.POSITIVE_INFINITY,
    settings,
    with: etaConvexWith,
    from: "samples",
    mostRows: 20_000,
    samples: "any",
    scores: "none",
    estimate: (x, y) =>
      crossFitted(x, y, { features: quadratic([x.columns, y.columns]), ridge: ridge as number, norm: norm as Norm }),
  };
}

export const etaConvex: FromSamples = etaConvexWith({ ridge: settings.ridge.default, norm: settings.norm.default });
