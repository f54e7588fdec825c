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

/** Contrasts of each stage of a curriculum: twice as many as in the one before, up to all. */
export const doubling = (all: number, stages: number): number[] =>
  Array.from({ length: stages }, (_, i) => Math.ceil(all / 2 ** (stages - 1 - i)));

/** The same bound in the stages of a curriculum before the last, which cost less: near contrasts are fewer where there are some, and stand for the same bound. */
export function inEarlierStages(estimator: FromScores, stages: number): FromScores[] {
  const { nearContrasts, contrasts } = estimator;
  const fewer = (all: number) => doubling(all, stages).slice(0, -1);
  if (nearContrasts !== undefined) return fewer(nearContrasts).map((near) => ({ ...estimator, nearContrasts: near }));
  return contrasts === undefined ? [] : fewer(contrasts).map((some) => ({ ...estimator, contrasts: some }));
}
