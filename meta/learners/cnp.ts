import type { TrainedMethod } from "../types.js";
import { embeddingSetting, promptedLearner } from "./prompted.js";

export const cnp: TrainedMethod = {
  kind: "trained",
  name: "cnp",
  summary: "conditional neural process: Meta-FLO's networks with an exact embedding and no penalty (λ = 0)",
  use: "what amortisation alone is worth",
  reference: "Garnelo et al. 2018, Conditional neural processes (here with squared error)",
  settings: embeddingSetting,
  stepwise: false,
  inherits: ["embedding", "rate"],
  rate: 1e-3,
  create: (setup) => promptedLearner(setup, { noise: false }),
};
