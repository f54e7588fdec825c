import { estimators } from "../../src/estimators/index.js";
import type { TrainedMethod } from "../types.js";
import { estimatedPenalty } from "./estimated.js";
import { penaltySearch, penaltySettings, promptedLearner } from "./prompted.js";

export const metaFlo: TrainedMethod = {
  kind: "trained",
  name: "metaFlo",
  summary: "the embedding may tell little about its support points: λ times the root of FLO's bound is added to the risk",
  use: "the paper's method",
  reference:
    "Guo et al. 2022, Tight mutual information estimation with contrastive Fenchel-Legendre optimization, Eq. 14 and section M",
  settings: penaltySettings,
  stepwise: false,
  search: penaltySearch,
  inherits: [],
  asInPaper: { penalty: 1e-2 },
  sweep: { setting: "penalty", values: [1e-3, 1e-2, 1e-1, 1] },
  rate: 1e-3,
  create: (setup) => promptedLearner(setup, { noise: true, penalty: estimatedPenalty(estimators.flo, setup) }),
};
