/** A row of dots for each group, above the courses that they are measured on. */
import { inPieces } from "../../numbers/measurements.js";
import { atX, atY, dots, type Frame, segments, texts } from "../drawing/marks.js";
import { palette } from "../drawing/palette.js";
import type { Spec } from "../drawing/render.js";

const rowHeight = 17;
/** More rows have no room for a name each. */
const mostNamed = 40;

/** Room that the rows need above the plot. */
export const groupStripHeight = (groups: number): number => groups * rowHeight + 12;

/** Layers of the rows, the first group on top. */
export function groupStrip(design: readonly number[], groups: number, frame: Frame): Spec[] {
  const height = (g: number) => atY(frame, -((groups - g - 0.5) * rowHeight + 4));
  const [low, high] = frame.x.domain;
  const rows = Array.from({ length: groups }, (_, g) => ({ x: low, y: height(g), x2: high, y2: height(g) }));
  const points = inPieces(design, design.length / groups).flatMap((piece, g) => piece.map((x) => ({ x, y: height(g) })));
  const names = rows.map((_, g) => ({ x: atX(frame, -8), y: height(g), text: `group ${g + 1}` }));
  return [
    segments(rows, { color: palette.hairline, strokeWidth: 1 }),
    dots(points, { color: palette.vermillion, size: 55, stroke: palette.paper, strokeWidth: 0.7 }),
    ...(groups > mostNamed ? [] : [texts(names, { align: "right", baseline: "middle" })]),
  ];
}
