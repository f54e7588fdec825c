import type { TrainedMethod } from "../types.js";
import { gradientSettings, mamlLike } from "./gradient.js";

export const maml: TrainedMethod = {
  kind: "trained",
  name: "maml",
  summary: "first weights from which few gradient steps lead far; the outer gradient passes through the steps (second order)",
  use: "the reference among methods that adapt by gradients",
  reference: "Finn, Abbeel and Levine 2017, Model-agnostic meta-learning for fast adaptation of deep networks",
  settings: gradientSettings,
  stepwise: true,
  inherits: ["innerRate", "innerSteps", "rate"],
  rate: 1e-3,
  create: (setup) => mamlLike(setup, { firstOrder: false }),
};
