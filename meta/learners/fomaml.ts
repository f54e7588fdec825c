import type { TrainedMethod } from "../types.js";
import { gradientSearch, gradientSettings, mamlLike } from "./gradient.js";

export const fomaml: TrainedMethod = {
  kind: "trained",
  name: "fomaml",
  summary: "MAML whose outer gradient takes the adaptation as given (first order)",
  use: "nearly as good as MAML at half its cost",
  reference: "Finn, Abbeel and Levine 2017, Model-agnostic meta-learning for fast adaptation of deep networks, section 5.2",
  settings: gradientSettings,
  stepwise: true,
  search: gradientSearch,
  inherits: [],
  asInPaper: { innerRate: 1e-4 },
  rate: 1e-3,
  create: (setup) => mamlLike(setup, { firstOrder: true }),
};
