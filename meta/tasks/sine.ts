import type { TaskFamily } from "../types.js";
import { sineFamily } from "./sines.js";

/** y = κ·sin(x - γ), κ ~ U[0.1, 5], γ ~ U[0, π] (Guo et al. 2022, section M). */
export const sine: TaskFamily = sineFamily({
  name: "sine",
  summary: "sines of unknown amplitude and phase in [0, π]; 3 support and 2 query points, 64 tasks a step",
  use: "the paper's comparison",
  reference: "Guo et al. 2022, Tight mutual information estimation with contrastive Fenchel-Legendre optimization, section M",
  support: 3,
  query: 2,
  tasks: 64,
  phases: Math.PI,
});
