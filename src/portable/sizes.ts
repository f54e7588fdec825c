/** What a policy's networks read and tell of one measurement. */
import { widthsOf } from "./space.js";
import type { PolicyData } from "./types.js";

/** @returns `sees` numbers of a place, its outcome and the reports that are in, `rawWidth` raw ones of the next place */
export function sizesOf({ space, seen }: Pick<PolicyData, "space" | "seen">): {
  readonly sees: number;
  readonly rawWidth: number;
} {
  const passive = seen.passive?.mean.length ?? 0;
  return { sees: seen.at.mean.length + seen.outcome.mean.length + passive, rawWidth: widthsOf(space).rawWidth };
}
