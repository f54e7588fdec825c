import type { TrainedMethod } from "../types.js";
import { gradientSettings, mamlLike } from "./gradient.js";

export const anil: TrainedMethod = {
  kind: "trained",
  name: "anil",
  summary: "MAML that adapts the last layer only",
  use: "learned features with a linear fit on top; cheap steps",
  reference: "Raghu et al. 2020, Rapid learning or feature reuse? Towards understanding the effectiveness of MAML",
  settings: gradientSettings,
  stepwise: true,
  inherits: ["innerRate", "innerSteps", "rate"],
  rate: 1e-3,
  create: (setup) => mamlLike(setup, { firstOrder: false, headOnly: true }),
};
