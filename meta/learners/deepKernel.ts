import type { TrainedMethod } from "../types.js";
import { closedFormLearner, featuresSetting, squaredExponential } from "./closedForm.js";

export const deepKernel: TrainedMethod = {
  kind: "trained",
  name: "deepKernel",
  summary:
    "a Gaussian process with a squared-exponential kernel of learned features, trained by the density that it gives to query points",
  use: "an interval that holds, where tasks are not sums of a few functions",
  reference: "Patacchiola et al. 2020, Bayesian meta-learning for the few-shot setting via deep kernels",
  settings: featuresSetting(8),
  stepwise: false,
  inherits: [],
  rate: 1e-3,
  create: (setup) => closedFormLearner(setup, { kernel: squaredExponential }),
};
