import type { Critic } from "../contracts/bounds.js";
import { initMlp } from "../nets/mlp.js";
import { NET, ofPairs } from "./joint.js";

/**
 * [S_ij, v_ij] = f([theta_i, y_j]): as `joint`, and what FLO needs beside the scores is the same network's second output (Guo et al. 2022,
 * section 2.2: a critic from pairs to [u, g]). Bounds that need nothing of pairs leave it unread.
 */
export const twoHeaded: Critic = {
  name: "twoHeaded",
  summary: "one network on every pair with two outputs, the second for FLO's auxiliary",
  reads: "outcomes",
  init: (key, { theta, outcome, hidden }) => initMlp(key, NET, [theta + outcome, ...hidden, 2], 0.1),
  scores(params, theta, outcome) {
    const [scores, second] = ofPairs(params, theta, outcome);
    if (!scores || !second) throw new Error("a critic with two heads has a network with two outputs");
    return { scores, second, thetaFeatures: theta, outcomeFeatures: outcome };
  },
};
