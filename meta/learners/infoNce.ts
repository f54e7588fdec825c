import { estimators } from "../../src/estimators/index.js";
import { estimatedPenalty } from "./estimated.js";
import { otherPenalty } from "./prompted.js";

export const infoNce = otherPenalty(
  {
    name: "infoNce",
    summary: "Meta-FLO with InfoNCE in place of FLO: never above log(tasks in a step)",
    use: "whether the estimator matters",
    reference: "van den Oord et al. 2018, Representation learning with contrastive predictive coding",
  },
  (setup) => estimatedPenalty(estimators.infoNce, setup),
);
