/** The designs of several runs, one row each, on a common axis. */
import { max, min } from "simple-statistics";
import { commonRange, coordinateTitle, designOf, designWords, overallRange, unitOf } from "../facts.js";
import { atX, atY, dots, type Frame, pixelX, plot, segments, texts } from "../marks.js";
import { palette } from "../palette.js";
import { type Figure, narrow, type Spec } from "../render.js";
import type { Run } from "../run.js";
import { clusters } from "../spread.js";

export function runsDesignFigure(runs: readonly Run[]): Figure | undefined {
  const drawn = runs.filter((run) => designOf(run).length > 0 && commonRange(run));
  const units = new Set(drawn.map(unitOf));
  if (drawn.length < 2 || drawn.length < runs.length || units.size > 1) return undefined;
  const ranges = drawn.map(overallRange);
  const range: [number, number] = [min(ranges.map(([low]) => low)), max(ranges.map(([, high]) => high))];
  return {
    name: "designs",
    title: "The designs",
    alt: `${drawn.map((run) => `${run.name}: ${designWords(run)}`).join("; ")}.`,
    caption: "One dot a measurement, stacked where they coincide. The numbers are in the table above.",
    draw: (width) => drawRows(drawn, range, width),
  };
}

const rowHeight = 62;

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
      ...stacks(run, frame, top(row) + rowHeight - 10),
    ];
  });
  return plot(frame, layers);
}

/** Dots above a base line, as many as fit; larger stacks get their count beside them. */
function stacks(run: Run, frame: Frame, base: number): Spec[] {
  const design = designOf(run);
  const pixels = design.map((value) => pixelX(frame, value));
  return clusters(pixels, 9).flatMap((group) => {
    const centre = group.reduce((sum, i) => sum + (pixels[i] as number), 0) / group.length;
    const x = atX(frame, centre);
    const shown = Math.min(group.length, 3);
    const points = Array.from({ length: shown }, (_, i) => ({ x, y: atY(frame, base - 5 - 9 * i) }));
    const count =
      group.length > 3
        ? [texts([{ x: atX(frame, centre + 8), y: atY(frame, base - 14), text: `×${group.length}` }], { fontSize: 11 })]
        : [];
    return [dots(points, { color: palette.vermillion, size: 50, stroke: palette.paper, strokeWidth: 0.7 }), ...count];
  });
}
