import type { TaskFamily } from "../types.js";
import { sineFamily } from "./sines.js";

/** The sine with γ ~ U[0, 2π]: no curve is better than 0 before the first support point. */
export const fullPhase: TaskFamily = sineFamily({
  name: "fullPhase",
  summary: "sines of unknown amplitude and phase in [0, 2π]; otherwise as sine",
  use: "nothing is known before the first point, so all that is gained is adaptation",
  support: 3,
  query: 2,
  tasks: 64,
  phases: 2 * Math.PI,
});
