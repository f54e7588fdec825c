/** What the designs of several runs are worth, and their common baselines, on one axis. */

import { comparedName } from "../../records/difference.js";
import type { Figure } from "../drawing/render.js";
import { worth } from "../reading/compare.js";
import { sameExperiment } from "../reading/facts.js";
import type { Run } from "../reading/run.js";
import { drawIntervals, type IntervalRow } from "./intervals.js";

export function runsGainFigure(runs: readonly Run[]): Figure | undefined {
  const finished = runs.flatMap((run) => (run.result ? [{ run, result: run.result }] : []));
  const alike = sameExperiment(runs);
  const rows: IntervalRow[] = finished.map(({ run, result }) => ({ label: run.name, gain: result.gain, strong: true }));
  // Baselines are the same designs in every run of one experiment: those of the first suffice.
  if (alike)
    for (const baseline of finished[0]?.result.baselines ?? [])
      rows.push({ label: comparedName(baseline), gain: baseline.gain, strong: false });
  const shown = rows.filter(({ gain }) => worth(gain) !== "not evaluated");
  if (shown.length < 2) return undefined;
  return {
    name: "gains",
    title: "What the runs' designs are worth",
    alt: `${shown.map(({ label, gain }) => `${label}: ${worth(gain)} nats`).join("; ")}.`,
    caption:
      `Bars are 95 % intervals (1.96 standard errors). ` +
      (alike
        ? `Baselines as evaluated in ${finished[0]?.run.name}.`
        : "The runs differ in what is simulated: their gains say how much each experiment tells, not which optimiser is better."),
    draw: (width) => drawIntervals(shown, width),
  };
}
