import { sub } from "@tensorflow/tfjs-core";
import type { FromScores } from "../contracts/bounds.js";
import { infoNce } from "./infoNce.js";

/** InfoNCE whose scores are log p(y_j given theta_i): nothing to learn but the design. */
export const pce: FromScores = {
  name: "pce",
  summary: "prior contrastive bound with the known likelihood",
  use: "the simulator has a likelihood: no network to train; never above log(batch)",
  reference: "Foster et al. 2020, A unified stochastic gradient approach to designing Bayesian-optimal experiments",
  side: "lower",
  truth: "log likelihood",
  gradient: "biased",
  batchFree: false,
  from: "scores",
  scores: "likelihood",
  auxiliary: "none",
  cap: infoNce.cap,
  contributions: infoNce.contributions,
  chained: true,
  ofOutcome: (own, logMean) => sub(own, logMean),
};
