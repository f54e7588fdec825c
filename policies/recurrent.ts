import type { AdaptiveFamily } from "../src/contracts/policy.js";
import { gru } from "../src/nets/cells.js";
import { stacked } from "./stacked.js";

/** The policy of FLO's appendix L.3: two recurrent layers of 64. */
export const recurrent: AdaptiveFamily = {
  name: "recurrent",
  summary: "a recurrent network (gated recurrent units) that has read all designs and outcomes so far",
  use: "measurements in order of time, where what comes next depends on how the outcomes have developed",
  reference: "FLO appendix L.3; Cho et al. 2014, arXiv:1406.1078",
  create: (setup) => stacked(recurrent, gru, setup),
};
