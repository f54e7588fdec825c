import { interpolating } from "./alphaInfoNce.js";

/** As alphaInfoNce, over log p(y_j given theta_i): alpha = 1 is pce on all but one pair, alpha = 0 nwjLikelihood. */
export const alphaLikelihood = interpolating({
  name: "alphaLikelihood",
  summary: "between pce and nwjLikelihood: the known likelihood over the batch's own mean and a learned density",
  use: "the simulator has a likelihood, and more information than log(batch); steadier than nwjLikelihood",
  truth: "log likelihood",
  scores: "likelihood",
});
