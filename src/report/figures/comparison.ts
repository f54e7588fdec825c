/** The optimised design and its baselines on one axis. */

import { capitalised, enumerate } from "../../basics/text.js";
import { comparedName, difference } from "../../records/difference.js";
import type { Figure } from "../drawing/render.js";
import { inComparison, worth } from "../reading/compare.js";
import { isPolicy, subjectOf } from "../reading/facts.js";
import type { Run } from "../reading/run.js";
import { drawIntervals, type IntervalRow } from "./intervals.js";

export function comparisonFigure(run: Run): Figure | undefined {
  const { result } = run;
  if (!result) return undefined;
  const { gain, baselines } = result;
  const rows: IntervalRow[] = [
    { label: subjectOf(run).short, gain, strong: true },
    ...baselines.map((baseline) => ({ label: comparedName(baseline), gain: baseline.gain, strong: false })),
  ].filter((row) => worth(row.gain) !== "not evaluated");
  if (!rows.length) return undefined;
  const compared = baselines.flatMap((baseline) => {
    const found = difference(gain, baseline.gain);
    return found ? [inComparison(found, comparedName(baseline))] : [];
  });
  return {
    name: "comparison",
    title: isPolicy(run) ? "What the policy is worth, beside designs" : "What the designs are worth",
    alt: `${capitalised(subjectOf(run).long)} is worth ${worth(gain)} nats${compared.length ? `: ${enumerate(compared)}` : ""}.`,
    caption: `Bars are 95 % intervals (1.96 standard errors); all estimates are from fresh samples that no training saw.${
      rows.some((row) => row.gain.exact !== undefined) ? " Exact values come from a closed form or quadrature." : ""
    }`,
    draw: (width) => drawIntervals(rows, width),
  };
}
