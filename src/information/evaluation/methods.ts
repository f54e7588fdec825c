/** What the contrastive bounds of a simulator are called, and how far they can reach. */
import type { Estimate } from "../../contracts/gain.js";
import type { Simulator } from "../../contracts/simulator.js";
import { likelihoodServes } from "../../experiment/aim.js";
import { contrastsFor } from "./goalTerms.js";

type About = Pick<Estimate, "method" | "contrasts" | "cap">;

export interface Methods {
  readonly lower: About;
  /** Absent: there is none, without a likelihood. */
  readonly upper?: About;
}

export function methodsOf(simulator: Pick<Simulator, "logLikelihood" | "goal">, most: number): Methods {
  const { goal, logLikelihood } = simulator;
  const contrasts = contrastsFor(goal, most);
  const capped = { contrasts, cap: Math.log(contrasts + 1) };
  if (!likelihoodServes(simulator)) {
    const lower = { ...capped, method: "InfoNCE, fresh critic" };
    // What the outcomes tell of a function of theta, they tell of theta (Cover and Thomas, data processing).
    return logLikelihood ? { lower, upper: { contrasts, method: "sNMC of all parameters" } } : { lower };
  }
  if (!goal) return { lower: { ...capped, method: "sPCE" }, upper: { contrasts, method: "sNMC" } };
  if (goal.nuisance === "known")
    return { lower: { ...capped, method: "sPCE, nuisance known" }, upper: { contrasts, method: "sNMC, nuisance known" } };
  return { lower: { contrasts, method: "nested sPCE" }, upper: { contrasts, method: "nested sNMC" } };
}
