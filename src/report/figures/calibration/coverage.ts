/** How often intervals hold the truth, beside how often they say so. */
import type { CalibratedPosterior } from "../../../records/types.js";
import { type LegendEntry, legend, legendHeight } from "../../drawing/legend.js";
import { atY, band, line, texts } from "../../drawing/marks.js";
import { colourOf, palette } from "../../drawing/palette.js";
import { type Panel, panelFrame, panels } from "../../drawing/panels.js";
import { type Figure, narrow, type Spec } from "../../drawing/render.js";
import type { CalibratedRun } from "../../reading/calibration.js";

/** Lines that can still be told apart. */
const mostLines = 7;

export function coverageFigure({ result: { posteriors } }: CalibratedRun): Figure {
  const words = posteriors.flatMap(({ name, parameters }) =>
    parameters.map(
      ({ name: parameter, coverage }) =>
        `${name}, ${parameter}: ${[0.5, 0.9, 0.95].map((level) => `${(100 * (coverage[String(level) as "0.5"] ?? 0)).toFixed(1)} % for ${100 * level} %`).join(", ")}`,
    ),
  );
  const told = Math.max(...posteriors.map(({ parameters }) => parameters.length));
  return {
    name: "coverage",
    title: "How often intervals hold the truth",
    alt: `Coverage of central intervals. ${words.join("; ")}.`,
    caption:
      "Across: the probability with which an interval says that it holds the truth. Up: by how much more often it does, in per cent of the replications. At 0 it holds what it says; below, the posterior is too narrow, above, too wide. Grey: two standard errors of the replications' number at each place. TARP: regions of all parameters together." +
      (told > mostLines ? ` The first ${mostLines} of ${told} parameters.` : ""),
    draw: (width) => drawCoverage(posteriors, width),
  };
}

function drawCoverage(posteriors: readonly CalibratedPosterior[], width: number): Spec {
  const names = (posteriors[0]?.parameters ?? []).slice(0, mostLines).map(({ name }) => name);
  const entries: LegendEntry[] = [
    ...names.map((label, j): LegendEntry => ({ label, swatch: "line", style: { color: colourOf(j), strokeWidth: 2 } })),
    { label: "all (TARP)", swatch: "line", style: { color: palette.ink, strokeWidth: 1.5, strokeDash: [4, 3] } },
    { label: "where the posterior is right", swatch: "band", style: { color: palette.hairline } },
  ];
  const columns = width <= narrow ? 1 : Math.min(posteriors.length, posteriors.length === 4 ? 2 : 3);
  const grid = {
    total: width,
    columns,
    height: 150,
    margin: { left: 54, right: 14, top: legendHeight(entries, width) + 22, bottom: 44 },
    gap: { x: 50, y: 66 },
  };
  const furthest = Math.max(
    4,
    ...posteriors.flatMap((one) => [...linesOf(one).flat(), ...bandOf(one)].map(({ y }) => Math.abs(y))),
  );
  const made = posteriors.map((posterior, i): Panel => {
    const frame = panelFrame(
      grid,
      i,
      { domain: [0, 1], title: "probability that is stated", grid: false, ticks: 5 },
      { domain: [-1.1 * furthest, 1.1 * furthest], ...(i % columns === 0 ? { title: "% more often" } : {}), ticks: 5 },
    );
    const curves = linesOf(posterior);
    return {
      frame,
      layers: [
        band(bandOf(posterior), { color: palette.hairline }),
        line(
          [0, 1].map((x) => ({ x, y: 0 })),
          { color: palette.faint, strokeWidth: 1 },
        ),
        ...curves.map((points, j) =>
          line(
            points,
            j < curves.length - 1
              ? { color: colourOf(j), strokeWidth: 2 }
              : { color: palette.ink, strokeWidth: 1.5, strokeDash: [4, 3] },
          ),
        ),
        texts([{ x: 0, y: atY(frame, -10), text: posterior.name }], { fontWeight: "bold" }),
        ...(i === 0 ? legend(frame, entries, 22) : []),
      ],
    };
  });
  return panels(grid, made);
}

type Points = { readonly x: number; readonly y: number }[];

/** Of each parameter, the last one of all together: more than stated, in per cent. */
function linesOf({ parameters, tarp }: CalibratedPosterior): Points[] {
  return [...parameters.slice(0, mostLines), tarp].map(({ curve }) => {
    const level = (i: number): number => (i + 1) / (curve.length + 1);
    return [{ x: 0, y: 0 }, ...curve.map((share, i) => ({ x: level(i), y: 100 * (share - level(i)) })), { x: 1, y: 0 }];
  });
}

const steps = 40;

function bandOf({ replications }: CalibratedPosterior): { x: number; y: number; y2: number }[] {
  return Array.from({ length: steps + 1 }, (_, i) => {
    const x = i / steps;
    const half = 200 * Math.sqrt((x * (1 - x)) / replications);
    return { x, y: -half, y2: half };
  });
}
