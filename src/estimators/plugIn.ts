import { countedInformation } from "./classical/counted.js";
import { ofSamples } from "./ofSamples.js";

/** Σ p log p / (p p) of the sample's own shares, less what it is too high by on average. */
export const plugIn = ofSamples({
  name: "plugIn",
  summary: "shares of equal rows, corrected for their bias (Miller and Madow)",
  use: "discrete x and discrete y, of which each pair comes many times",
  reference:
    "Miller 1955, Note on the bias of information estimates; Paninski 2003, Estimation of entropy and mutual information, section 4",
  cap: (n) => Math.log(n),
  samples: "discrete",
  estimate: (x, y) => countedInformation(x, y),
});
