import type { TrainedMethod } from "../types.js";
import { closedFormLearner, dotProduct, featuresSetting } from "./closedForm.js";

export const alpaca: TrainedMethod = {
  kind: "trained",
  name: "alpaca",
  summary: "Bayesian linear regression on learned features, trained by the density that it gives to query points",
  use: "few points and an interval that holds: the tasks are sums of a few functions, which it finds",
  reference: "Harrison, Sharma and Pavone 2018, Meta-learning priors for efficient online Bayesian regression",
  settings: featuresSetting(32),
  stepwise: false,
  inherits: [],
  rate: 1e-3,
  create: (setup) => closedFormLearner(setup, { kernel: dotProduct }),
};
