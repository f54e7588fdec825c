import { normalScoresOf } from "../numbers/columnScales.js";
import { copulaInformation } from "./classical/copulaInformation.js";
import { sameRows } from "./classical/tables.js";
import { ofSamples } from "./ofSamples.js";

/** -½ Σ log(1 - ρ²) as of `cca`, less its bias, and what common tails add: h_p + h_q - h_(p + q) of Student's t. */
export const copula = ofSamples({
  name: "copula",
  summary: "ranks, and the normal or Student's t distribution that joins them best: its information, without bias by columns",
  use: "columns of any margins and tails, joined by correlations or by a common scale; nothing else is seen",
  reference:
    "Demarta and McNeil 2005, The t copula and related copulas; Ince et al. 2017, A statistical framework for neuroimaging data analysis based on mutual information",
  samples: "continuous",
  estimate(ofX, ofY) {
    sameRows(ofX, ofY, 4 + ofX.columns + ofY.columns);
    return copulaInformation(normalScoresOf(ofX), normalScoresOf(ofY));
  },
});
