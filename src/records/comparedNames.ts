/** What the rows of a comparison are called, in records and messages. */
import { withoutGaps } from "../basics/withoutGaps.js";
import type { NamedGain } from "../contracts/gain.js";
import type { PolicyResult } from "./types.js";

/** What a run is for, and what it makes besides; a baseline has a name of its own. */
export const ownNames = {
  optimised: "optimised",
  trained: "policy",
  unrefined: "unrefined",
  planned: "static",
  free: "unconstrained",
  spaced: "spaced",
  unmeasured: "noMeasurement",
} as const;

/** The policy that always makes the best next measurement. */
export const greedyName = "greedy";

/** The design found in as many digits as a person works with; as `--versus rounded` it is asked for alone. */
export const roundedName = "rounded";

/** What a design of the user's cannot be called: gains stand in a run's state by these. */
export const takenNames: readonly string[] = [
  ...Object.values(ownNames),
  ...[greedyName, roundedName, "equallySpaced", "random"],
  ...["this design", "this policy"],
];

/** The greedy policy's row, or why there is none; neither in results of before there was one. */
export function greedyIn({ baselines, leftOut = [] }: Pick<PolicyResult, "baselines" | "leftOut">): {
  readonly found?: NamedGain;
  readonly missing?: string;
} {
  const missing = leftOut.find(({ name }) => name === greedyName)?.why;
  const found = baselines.find(({ name, decides }) => name === greedyName && decides);
  return { ...(found ? { found } : {}), ...withoutGaps({ missing }) };
}
