import type { TrainedMethod } from "../types.js";
import { embeddingSetting, promptedLearner } from "./prompted.js";

export const noise: TrainedMethod = {
  kind: "trained",
  name: "noise",
  summary: "Meta-FLO's noisy embedding without its penalty",
  use: "what the noise alone is worth",
  reference: "the ablation of Guo et al. 2022, Eq. 14, at λ = 0",
  settings: embeddingSetting,
  stepwise: false,
  inherits: ["embedding", "rate"],
  ablation: true,
  rate: 1e-3,
  create: (setup) => promptedLearner(setup, { noise: true }),
};
