/** Where the truth lies among draws: even where a posterior is right, heaped at both ends where it is too narrow. */
import type { CalibratedParameter, CalibratedPosterior } from "../../../records/types.js";
import { type LegendEntry, legend, legendHeight } from "../../drawing/legend.js";
import { atY, band, line, texts } from "../../drawing/marks.js";
import { palette } from "../../drawing/palette.js";
import { type Panel, panelFrame, panels } from "../../drawing/panels.js";
import { type Figure, narrow, type Spec } from "../../drawing/render.js";
import type { CalibratedRun } from "../../reading/calibration.js";
import { countsBetween } from "./band.js";

/** Beyond these a figure would be a wall. */
const most = 24;

interface One {
  readonly posterior: CalibratedPosterior;
  readonly parameter: CalibratedParameter;
}

export function ranksFigure({ result: { posteriors } }: CalibratedRun): Figure {
  const all = posteriors.flatMap((posterior) => posterior.parameters.map((parameter): One => ({ posterior, parameter })));
  const words = all.map(({ posterior, parameter }) => `${posterior.name}, ${parameter.name}: ${parameter.verdict}`);
  return {
    name: "ranks",
    title: "Where the truth lies among the draws",
    alt: `Histograms of the truth's place among draws of the posterior. ${words.join("; ")}.`,
    caption:
      "Across: the share of the draws that lie below the truth, in twenty parts; up: how many replications have the truth in each. Where the posterior is right, all twenty bars end in the grey band with 95 % probability. Heaps at both ends: too narrow; a heap in the middle: too wide; a slope: biased." +
      (all.length > most ? ` The first ${most} of ${all.length}.` : ""),
    draw: (width) => drawRanks(all.slice(0, most), width),
  };
}

function drawRanks(all: readonly One[], width: number): Spec {
  const perRow = Math.min(3, Math.max(...[2, 3].filter((n) => all.length % n === 0 || n === 3)));
  const columns = width <= narrow ? 1 : Math.min(perRow, all.length);
  const entries: LegendEntry[] = [
    { label: "replications", swatch: "band", style: { color: palette.blue } },
    { label: "beyond the band", swatch: "band", style: { color: palette.vermillion } },
    { label: "where the posterior is right", swatch: "band", style: { color: palette.hairline } },
  ];
  const grid = {
    total: width,
    columns,
    height: 110,
    margin: { left: 46, right: 14, top: legendHeight(entries, width) + 22, bottom: 44 },
    gap: { x: 46, y: 66 },
  };
  const made = all.map((one, i): Panel => {
    const { parameter, posterior } = one;
    const counts = parameter.histogram;
    const [low, high] = countsBetween(posterior.replications, 1 / counts.length, counts.length);
    const top = 1.12 * Math.max(high, ...counts);
    const frame = panelFrame(
      grid,
      i,
      { domain: [0, 1], title: "draws below the truth", grid: false, ticks: 5 },
      { domain: [0, top], ticks: 3, whole: true },
    );
    const title = { x: 0, y: atY(frame, -10), text: `${posterior.name}, ${parameter.name}` };
    return {
      frame,
      layers: [
        band(
          [0, 1].map((x) => ({ x, y: low, y2: high })),
          { color: palette.hairline },
        ),
        ...bars(counts, low, high),
        line(
          [0, 1].map((x) => ({ x, y: posterior.replications / counts.length })),
          { color: palette.faint, strokeWidth: 1 },
        ),
        texts([title], { fontWeight: "bold" }),
        ...(i === 0 ? legend(frame, entries, 22) : []),
      ],
    };
  });
  return panels(grid, made);
}

/** Thin bars, so that the band shows between them. */
function bars(counts: readonly number[], low: number, high: number): Spec[] {
  const size = 1 / counts.length;
  return counts.map((count, i) => {
    const [from, to] = [(i + 0.2) * size, (i + 0.8) * size];
    return band(
      [from, to].map((x) => ({ x, y: 0, y2: count })),
      { color: count < low || count > high ? palette.vermillion : palette.blue },
    );
  });
}
