/** Each choice against the outcome just before it: what the policy makes of what it sees, step by step. */

import { max, min } from "simple-statistics";
import { named } from "../../basics/text.js";
import type { Rollouts } from "../../records/types.js";
import { type LegendEntry, legend, legendHeight } from "../drawing/legend.js";
import { atX, atY, dots, labelRoom, segments, texts } from "../drawing/marks.js";
import { palette } from "../drawing/palette.js";
import { type Grid, type Panel, panelFrame, panels } from "../drawing/panels.js";
import { type Figure, narrow, type Spec } from "../drawing/render.js";
import { choiceRange, staticOf } from "../reading/decisions.js";
import { aboutOf, coordinateTitle, designNamesOf, isSingleIn } from "../reading/facts.js";
import type { Run } from "../reading/run.js";

/** More panels than this would be a screenful: the first ones are shown. */
const mostPanels = 9;

export function responsesFigure(run: Run): Figure | undefined {
  const { rollouts } = run;
  const steps = isSingleIn(run) ? (rollouts?.design[0]?.length ?? 0) : 0;
  if (!rollouts || steps < 2) return undefined;
  const shown = Math.min(mostPanels, steps - 1);
  const planned = staticOf(run);
  return {
    name: "responses",
    title: "The next design against the last outcome",
    alt: `${shown} ${shown === 1 ? "panel" : "panels"}: where measurement 2${shown > 1 ? ` to ${shown + 1}` : ""} is made, against the outcome of the measurement before it, in ${rollouts.design.length} simulated experiments.`,
    caption:
      `One dot an experiment.${planned ? " Line: the best static design, which does not look." : ""}` +
      (shown > 1
        ? " From the second panel on, the choice depends on earlier outcomes too: dots no longer lie on one curve."
        : "") +
      (shown < steps - 1 ? ` The first ${shown} of ${steps - 1} steps.` : ""),
    draw: (width) => drawResponses(run, rollouts, shown, width),
  };
}

function drawResponses(run: Run, { design, outcome }: Rollouts, shown: number, width: number): Spec {
  const small = width <= narrow;
  const planned = staticOf(run);
  const entries: LegendEntry[] = [
    { label: "policy, one experiment", swatch: "point", style: { color: palette.blue, size: 40 } },
    ...(planned
      ? [{ label: "static design", swatch: "line" as const, style: { color: palette.vermillion, strokeWidth: 1.6 } }]
      : []),
  ];
  const columns = small ? 1 : Math.min(shown, shown === 4 ? 2 : 3);
  const ranges = Array.from({ length: shown }, (_, step) =>
    choiceRange(run, [...design.map((row) => row[step + 1] as number), ...(planned ?? []).slice(step + 1, step + 2)]),
  );
  const labels = max(ranges.map((domain) => labelRoom(68, { domain, title: coordinateTitle(run) })));
  const grid: Grid = {
    total: width,
    columns,
    height: shown === 1 && !small ? 240 : 170,
    margin: { left: labels, right: 14, top: legendHeight(entries, width) + 22, bottom: 46 },
    gap: { x: labels - 16, y: 74 },
  };
  const names = designNamesOf(run);
  const seen = aboutOf(run)?.outcome ?? { names: [] as readonly string[], unit: "" };
  const list = Array.from({ length: shown }, (_, step): Panel => {
    const outcomes = outcome.map((row) => row[step] as number);
    const level = planned?.[step + 1];
    const [low, high] = ranges[step] as [number, number];
    const pad = 0.03 * (high - low);
    const spread = max(outcomes) - min(outcomes) || 1;
    const domain: [number, number] = [min(outcomes) - 0.04 * spread, max(outcomes) + 0.04 * spread];
    const name = seen.names[step] ?? `outcome ${step + 1}`;
    const frame = panelFrame(
      grid,
      step,
      { domain, title: `seen: ${named(name, seen.unit)}`, ticks: 4, whole: outcomes.every(Number.isInteger) },
      { domain: [low - pad, high + pad], ...(step % columns === 0 ? { title: coordinateTitle(run) } : {}), ticks: 5 },
    );
    const title = { x: atX(frame, 0), y: atY(frame, -12), text: `${names[step + 1] ?? `measurement ${step + 2}`} after ${name}` };
    return {
      frame,
      layers: [
        ...(level === undefined
          ? []
          : [segments([{ x: domain[0], y: level, x2: domain[1], y2: level }], { color: palette.vermillion, strokeWidth: 1.6 })]),
        dots(
          design.map((row, i) => ({ x: outcomes[i] as number, y: row[step + 1] as number })),
          { color: palette.blue, size: 16, opacity: 0.55 },
        ),
        texts([title], { fontWeight: "bold" }),
        ...(step === 0 ? legend(frame, entries, 22) : []),
      ],
    };
  });
  return panels(grid, list);
}
