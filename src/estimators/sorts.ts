/** The sorts of estimators, told apart by what they are made from. */
import type { Estimator } from "../contracts/bounds.js";

/** Whether it may be maximised over designs: it is a lower bound, or has an objective of its own for that (MINE). */
export function isTrainable(estimator: Estimator): boolean {
  return estimator.from !== "samples" && (estimator.side === "lower" || estimator.objective !== undefined);
}
