import type { FromScores } from "../contracts/bounds.js";
import { tuba } from "./tuba.js";

/**
 * 1 + log p(y_j given theta_j) - b_j - mean_{i≠j} p(y_j given theta_i) exp(-b_j), b_j = log q(y_j) learned, q normalised or not: below the
 * information by E q-hat - 1 - log q-hat, q-hat = p(y)/q(y). The design's gradient is unbiased, as pce's is not.
 */
export const nwjLikelihood: FromScores = {
  ...tuba,
  name: "nwjLikelihood",
  summary: "the known likelihood over a learned density of the outcomes: a lower bound without contrasts in a logarithm",
  use: "a value without a cap where the likelihood is known; noisy, so design by alphaLikelihood",
  reference: "Poole et al. 2019, On variational bounds of mutual information, eq. 14",
  truth: "log likelihood",
  scores: "likelihood",
};
