/** An evaluation in a terminal. */
import type { NamedGain } from "../../contracts/gain.js";
import type { EvaluationResult } from "../../records/types.js";
import { gainTable } from "../../runs/showGain.js";

/** @param line the design, where it is about one @param before what its run said of it */
export function evaluationWords(
  { design, gain, baselines = [] }: Pick<EvaluationResult, "design" | "gain" | "baselines">,
  line = "",
  before: readonly NamedGain[] = [],
): string {
  const name = design ? "this design" : "this policy";
  return `${line && `${line}\n`}${gainTable([{ name, design: null, gain }, ...baselines, ...before])}`;
}
