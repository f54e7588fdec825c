/** What estimators of every sort are asked before they are used. */
import type { Estimator } from "../contracts/bounds.js";
import type { Simulator } from "../contracts/simulator.js";

/** Whether it may be maximised over designs: it is a lower bound, or has an objective of its own for that (MINE). */
export function isTrainable(estimator: Estimator): boolean {
  return estimator.from !== "samples" && (estimator.side === "lower" || estimator.objective !== undefined);
}

export type Lacking = "likelihood" | "likelihood of the goal" | "prior density" | "continuous outcomes" | "continuous goal";

/** What it needs to know of a simulator, and this one does not say. */
export function lacking(estimator: Estimator, { logLikelihood, prior, outcome, goal }: Simulator): Lacking | undefined {
  const { from, scores } = estimator;
  const reads = from === "density" ? estimator.reads : {};
  if ((scores === "likelihood" || reads.likelihood === "known") && !logLikelihood) return "likelihood";
  // Averages over draws of the nuisance are scores of pairs; a density that is modelled beside them needs the likelihood itself.
  if (goal && ((scores === "likelihood" && !goal.put) || reads.likelihood === "known")) return "likelihood of the goal";
  if (goal?.shares && from === "density") return "continuous goal";
  if (reads.prior === "known" && !(goal ?? prior).logDensity) return "prior density";
  const modelled = reads.marginal === "modelled" || reads.likelihood === "modelled" || reads.joint === "modelled";
  return modelled && [outcome.kind ?? "continuous"].flat().some((kind) => kind !== "continuous")
    ? "continuous outcomes"
    : undefined;
}
