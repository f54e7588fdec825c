import { estimators } from "../../src/estimators/index.js";
import type { TrainedMethod } from "../types.js";
import { closedFormLearner, dotProduct, featuresSetting } from "./closedForm.js";
import { estimatedPenalty } from "./estimated.js";
import { weightSetting } from "./prompted.js";

export const alpacaFlo: TrainedMethod = {
  kind: "trained",
  name: "alpacaFlo",
  summary: "as alpaca, with Meta-FLO's penalty on what a draw of the weights tells about the support points",
  use: "what the information term is worth beside a posterior in closed form",
  reference: "Harrison, Sharma and Pavone 2018, with Eq. 14 of Guo et al. 2022",
  settings: { ...featuresSetting(32), ...weightSetting },
  stepwise: false,
  inherits: [],
  ablation: true,
  rate: 1e-3,
  create: (setup) =>
    closedFormLearner(setup, {
      kernel: dotProduct,
      penalty: estimatedPenalty(estimators.flo, setup, setup.settings.features as number),
    }),
};
