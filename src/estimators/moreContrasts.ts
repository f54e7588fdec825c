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
