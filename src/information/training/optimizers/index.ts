/** The registry of ways to move a design that nothing can be differentiated by: the only place where their names are listed. */
import type { Explored, Optimizer } from "../../../contracts/optimizer.js";
import { bayesian } from "./bayesian.js";
import { conditioned } from "./conditioned.js";
import { evolution } from "./evolution.js";
import { score } from "./score.js";

export const optimizers = { score, conditioned, evolution, bayesian } satisfies Record<string, Optimizer>;

/** What is taken where nothing is asked for, restart by restart and then again from the first (docs/optimizers.md tells why). */
export const preferred: Readonly<Record<Explored, readonly Optimizer[]>> = {
  numbers: [conditioned, score],
  choices: [conditioned],
  policies: [score],
};
