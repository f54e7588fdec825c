import type { Optimizer } from "../../../contracts/optimizer.js";
import { buildScoreGradient } from "../scoreGradient.js";

/** ../scoreGradient.ts tells how. */
export const score: Optimizer = {
  name: "score",
  summary: "one trial for each experiment around the present design, which follows the trials that told more (REINFORCE)",
  use: "policies; designs whose best places are narrow: no model of the gain is learned, so nothing can be wrong with one",
  reference: "Williams 1992, Machine Learning 8:229; Blau et al. 2022, arXiv:2202.00821",
  trains: ["numbers", "policies"],
  build: buildScoreGradient,
};
