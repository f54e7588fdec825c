import type { TrainedMethod } from "../types.js";
import { gradientSearch, gradientSettings, mamlLike } from "./gradient.js";

/** What is trained uphill, as a formula with its source. A learner that shares nothing with others is a function of the setup: anil.ts, cnp.ts. */
export const skeleton: TrainedMethod = {
  kind: "trained",
  name: "skeleton",
  summary: "what it learns and how it adapts, in a line",
  use: "when to take it, and what it costs",
  reference: "author year, title, equation",
  settings: gradientSettings, // its own numbers, with defaults and ranges
  stepwise: true, // adapts by gradient steps, and can be asked after each
  search: gradientSearch, // what a search tries: 20 combinations, as for all
  inherits: [], // what it takes over from the method that is searched for its kind
  rate: 1e-3,
  create: (setup) => mamlLike(setup, { firstOrder: true }),
};
