import type { FromSamples } from "../contracts/bounds.js";

const common = {
  side: "neither",
  truth: "none",
  gradient: "none",
  batchFree: false,
  cap: () => Number.POSITIVE_INFINITY,
  from: "samples",
  scores: "none",
} as const satisfies Partial<FromSamples>;

/** An estimator from samples by what is its own: those that say nothing of their side or cap have none. */
export const ofSamples = (
  own: Omit<FromSamples, keyof typeof common> & Partial<Pick<FromSamples, "side" | "batchFree" | "cap">>,
): FromSamples => ({ ...common, ...own });
