/** What a policy's networks read and tell of one measurement. */
import { widthsOf } from "./space.js";
import type { PolicyData } from "./types.js";

/** @returns `sees` numbers of a place and its outcome, `rawWidth` raw ones of the next place */
export function sizesOf({ space, seen }: Pick<PolicyData, "space" | "seen">): {
  readonly sees: number;
  readonly rawWidth: number;
} {
  return { sees: seen.at.mean.length + seen.outcome.mean.length, rawWidth: widthsOf(space).rawWidth };
}
