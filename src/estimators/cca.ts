import { errorOfMean } from "../basics/statistics.js";
import { gaussianFit, logRatiosOf } from "./classical/gaussianFit.js";
import { sameRows } from "./classical/tables.js";
import { ofSamples } from "./ofSamples.js";

/** -½ Σ log(1 - ρ²) over the canonical correlations, which is ½ log |Σ_x| |Σ_y| / |Σ|. */
export const cca = ofSamples({
  name: "cca",
  summary: "canonical correlations: the information of normals that are correlated as the samples are",
  use: "normals, or what rank transformation makes nearly normal; fewest rows for many columns; sees linear dependence only",
  reference: "Kay 1992, Feature discovery under contextual supervision using mutual information; Hotelling 1936",
  samples: "continuous",
  estimate(x, y) {
    sameRows(x, y, 2 + x.columns + y.columns);
    const fit = gaussianFit(x, y);
    return { value: fit.information, se: errorOfMean(logRatiosOf(fit, x, y)) };
  },
});
