/** Bounds by a known likelihood with more thetas to each outcome than a batch has experiments: thetas are cheap where nothing is simulated for them. */
import type { FromScores } from "../contracts/bounds.js";

/**
 * The same bound, of which each outcome is contrasted with so many thetas, those of the batch among them: its cap is theirs. Where the gain is above the
 * logarithm of the batch, the bound saturates, and its gradient with it (`src/information/training/countedThetas.ts` has the gradients).
 * @param count thetas, above the batch
 */
export function withContrasts({ cap, ...rest }: FromScores, count: number): FromScores {
  return { ...rest, contrasts: count, cap: (n) => cap(Math.max(n, count)) };
}

/**
 * The same value in training of each outcome and so many thetas drawn around its own (`src/information/training/nearContrasts.ts`): it has no cap that could be reached,
 * unless it stands for the bound of so many draws of the prior.
 * @param count thetas of each outcome @param ofPrior draws of the prior
 */
export function withNearContrasts(estimator: FromScores, count: number, ofPrior?: number): FromScores {
  const cap = ofPrior === undefined ? () => Number.POSITIVE_INFINITY : () => estimator.cap(ofPrior);
  return { ...estimator, nearContrasts: count, ...(ofPrior === undefined ? {} : { contrasts: ofPrior }), cap };
}
