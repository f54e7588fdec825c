import { estimators } from "../../src/estimators/index.js";
import type { TrainedMethod } from "../types.js";
import { estimatedPenalty } from "./estimated.js";
import { penaltySearch, penaltySettings, promptedLearner } from "./prompted.js";

export const infoNce: TrainedMethod = {
  kind: "trained",
  name: "infoNce",
  summary: "Meta-FLO with InfoNCE in place of FLO: never above log(tasks in a step)",
  use: "whether the estimator matters",
  reference: "van den Oord et al. 2018, Representation learning with contrastive predictive coding",
  settings: penaltySettings,
  stepwise: false,
  search: penaltySearch,
  inherits: ["embedding", "rate"],
  ablation: true,
  rate: 1e-3,
  create: (setup) => promptedLearner(setup, { noise: true, penalty: estimatedPenalty(estimators.infoNce, setup) }),
};
