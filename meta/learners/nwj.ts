import { estimators } from "../../src/estimators/index.js";
import type { TrainedMethod } from "../types.js";
import { estimatedPenalty } from "./estimated.js";
import { penaltySearch, penaltySettings, promptedLearner } from "./prompted.js";

export const nwj: TrainedMethod = {
  kind: "trained",
  name: "nwj",
  summary: "Meta-FLO with the Nguyen-Wainwright-Jordan bound in place of FLO",
  use: "whether the estimator matters",
  reference: "Nguyen, Wainwright and Jordan 2010, Estimating divergence functionals and the likelihood ratio",
  settings: penaltySettings,
  stepwise: false,
  search: penaltySearch,
  inherits: ["embedding", "rate"],
  ablation: true,
  rate: 1e-3,
  create: (setup) => promptedLearner(setup, { noise: true, penalty: estimatedPenalty(estimators.nwj, setup) }),
};
