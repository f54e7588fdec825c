/** What estimators of every sort are asked before they are used. */
import type { Estimator } from "../contracts/bounds.js";
import type { Simulator } from "../contracts/simulator.js";

/** Whether it may be maximised over designs: it is a lower bound, or has an objective of its own for that (MINE). */
export function isTrainable(estimator: Estimator): boolean {
  return estimator.from !== "samples" && (estimator.side === "lower" || estimator.objective !== undefined);
}

/** What it needs to know of a simulator, and this one does not say. */
export function lacking(
  estimator: Estimator,
  { logLikelihood, prior, outcome }: Simulator,
): "likelihood" | "prior density" | "continuous outcomes" | undefined {
  const { from, scores } = estimator;
  const reads = from === "density" ? estimator.reads : {};
  if ((scores === "likelihood" || reads.likelihood === "known") && !logLikelihood) return "likelihood";
  if (reads.prior === "known" && !prior.logDensity) return "prior density";
  const modelled = reads.marginal === "modelled" || reads.likelihood === "modelled" || reads.joint === "modelled";
  return modelled && [outcome.kind ?? "continuous"].flat().some((kind) => kind !== "continuous")
    ? "continuous outcomes"
    : undefined;
}
