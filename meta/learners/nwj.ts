import { estimators } from "../../src/estimators/index.js";
import { estimatedPenalty } from "./estimated.js";
import { otherPenalty } from "./prompted.js";

export const nwj = otherPenalty(
  {
    name: "nwj",
    summary: "Meta-FLO with the Nguyen-Wainwright-Jordan bound in place of FLO",
    use: "whether the estimator matters",
    reference: "Nguyen, Wainwright and Jordan 2010, Estimating divergence functionals and the likelihood ratio",
  },
  (setup) => estimatedPenalty(estimators.nwj, setup),
);
