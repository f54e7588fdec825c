/** The designs of several runs, one row each, on a common axis. */
import { max, min } from "simple-statistics";
import type { Rollouts } from "../../records/types.js";
import { atX, atY, dots, type Frame, pixelX, plot, segments, texts } from "../drawing/marks.js";
import { palette } from "../drawing/palette.js";
import { type Figure, narrow, type Spec } from "../drawing/render.js";
import { stackLevels } from "../drawing/spread.js";
import { chosenOf, decisionWords } from "../reading/decisions.js";
import { commonRange, coordinateTitle, designOf, designWords, isPolicy, overallRange, unitOf } from "../reading/facts.js";
import type { Run } from "../reading/run.js";

export function runsDesignFigure(runs: readonly Run[]): Figure | undefined {
  const drawn = runs.filter((run) => (designOf(run).length > 0 || run.rollouts) && commonRange(run));
  const units = new Set(drawn.map(unitOf));
  if (drawn.length < 2 || drawn.length < runs.length || units.size > 1) return undefined;
  const ranges = drawn.map(overallRange);
  const range: [number, number] = [min(ranges.map(([low]) => low)), max(ranges.map(([, high]) => high))];
  return {
    name: "designs",
    title: drawn.some(isPolicy) ? "Where they measure" : "The designs",
    alt: `${drawn.map((run) => `${run.name}: ${decisionWords(run) ?? designWords(run)}`).join("; ")}.`,
    caption:
      "One dot a measurement, stacked where they coincide. The numbers are in the table above." +
      (drawn.some(isPolicy) ? " Bars: where 90 % of a policy's choices of one measurement lie, with a dot at their median." : ""),
    draw: (width) => drawRows(drawn, range, width),
  };
}

const rowHeight = 68;

function drawRows(runs: readonly Run[], range: [number, number], width: number): Spec {
  const small = width <= narrow;
  const pad = 0.02 * (range[1] - range[0] || 1);
  const frame: Frame = {
    total: width,
    height: runs.length * rowHeight,
    margin: { left: 16, right: 16, top: 6, bottom: 46 },
    x: { domain: [range[0] - pad, range[1] + pad], title: coordinateTitle(runs[0] as Run), grid: true, ticks: small ? 4 : 8 },
    y: { domain: [runs.length, 0], shown: false },
  };
  const top = (row: number) => row * rowHeight;
  const layers = runs.flatMap((run, row) => {
    const base = atY(frame, top(row) + rowHeight - 10);
    return [
      texts([{ x: atX(frame, 0), y: atY(frame, top(row) + 10), text: run.name }], { fontWeight: "bold", fontSize: 13 }),
      segments([{ x: range[0], y: base, x2: range[1], y2: base }], { color: palette.faint, strokeWidth: 1 }),
      ...(run.rollouts
        ? choices(run.rollouts, frame, top(row) + rowHeight - 10)
        : [stacks(run, frame, top(row) + rowHeight - 10)]),
    ];
  });
  return plot(frame, layers);
}

/** One bar a measurement, each on its own level. */
function choices(rollouts: Rollouts, frame: Frame, base: number): Spec[] {
  const chosen = chosenOf(rollouts);
  const step = Math.min(9, 36 / chosen.length);
  const level = (i: number) => atY(frame, base - 5 - step * i);
  return [
    segments(
      chosen.map(({ q05, q95 }, i) => ({ x: q05, y: level(i), x2: q95, y2: level(i) })),
      { color: palette.vermillion, strokeWidth: 2.4 },
    ),
    dots(
      chosen.map(({ median: x }, i) => ({ x, y: level(i) })),
      { color: palette.vermillion, size: 45, stroke: palette.paper, strokeWidth: 0.7 },
    ),
  ];
}

/** Dots above a base line, squeezed together where more than four are stacked. */
function stacks(run: Run, frame: Frame, base: number): Spec {
  const pixels = designOf(run).map((value) => pixelX(frame, value));
  const levels = stackLevels(pixels, 9);
  const step = Math.min(9, 36 / (1 + max(levels)));
  const points = pixels.map((centre, i) => ({ x: atX(frame, centre), y: atY(frame, base - 5 - step * (levels[i] as number)) }));
  return dots(points, { color: palette.vermillion, size: 50, stroke: palette.paper, strokeWidth: 0.7 });
}
