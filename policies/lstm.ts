import type { AdaptiveFamily } from "../src/contracts/policy.js";
import { lstm as cell } from "../src/nets/cells.js";
import { stacked } from "./stacked.js";

/** Two layers of 64 by default, as `recurrent`; a third more weights. */
export const lstm: AdaptiveFamily = {
  name: "lstm",
  summary: "a recurrent network (long short-term memory) that has read all designs and outcomes so far",
  use: "long series, where something seen early must be remembered until late; otherwise recurrent is smaller and quicker",
  reference: "FLO appendix L.3; Hochreiter and Schmidhuber 1997; Gers et al. 2000",
  create: (setup) => stacked(lstm, cell, setup),
};
