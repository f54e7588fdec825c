/** A legend in one or more rows above the plot, and labels in a margin that do not run into each other. */
import { atX, atY, dots, type Frame, fontSize, line, pixelY, plotWidth, segments, texts, textWidth } from "./marks.js";
import { palette } from "./palette.js";
import type { Spec } from "./render.js";
import { spread } from "./spread.js";

export interface LegendEntry {
  readonly label: string;
  readonly swatch: "line" | "band" | "point";
  readonly style: Spec;
}

const rowHeight = 18;
const swatchWidth = 22;
const gap = 16;

function rowsOf(entries: readonly LegendEntry[], width: number): LegendEntry[][] {
  const rows: LegendEntry[][] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const entry of entries) {
    const extent = swatchWidth + 6 + textWidth(entry.label) + gap;
    if (used + extent - gap > width) {
      rows.push([]);
      used = 0;
    }
    (rows.at(-1) as LegendEntry[]).push(entry);
    used += extent;
  }
  return rows;
}

/** How much room above the plot a legend takes, for a picture of `width` pixels. */
export function legendHeight(entries: readonly LegendEntry[], width: number): number {
  return rowsOf(entries, width - 8).length * rowHeight + 10;
}

/** The legend from the picture's left edge; `above` is the distance of its foot from the plot's top. */
export function legend(frame: Frame, entries: readonly LegendEntry[], above = 0): Spec[] {
  const rows = rowsOf(entries, frame.total - 8);
  return rows.flatMap((row, r) => {
    const y = atY(frame, -(above + 10 + (rows.length - 1 - r) * rowHeight + rowHeight / 2 - 6));
    let left = 4 - frame.margin.left;
    return row.flatMap(({ label, swatch, style }) => {
      const from = atX(frame, left);
      const to = atX(frame, left + swatchWidth);
      const text = { x: atX(frame, left + swatchWidth + 6), y, text: label };
      const middle = { x: (from + to) / 2, y };
      left += swatchWidth + 6 + textWidth(label) + gap;
      const ends = [
        { x: from, y },
        { x: to, y },
      ];
      const mark =
        swatch === "point"
          ? dots([middle], style)
          : line(ends, { ...style, clip: false, ...(swatch === "band" ? { strokeWidth: 11, strokeCap: "butt" } : {}) });
      return [mark, texts([text], { color: palette.quiet })];
    });
  });
}

export interface MarginLabel {
  readonly text: string;
  /** Data coordinate that is named. */
  readonly y: number;
  readonly colour: string;
  readonly bold?: boolean;
}

/** Labels right of the plot, moved apart where they would touch, each tied to its height by a thin line. */
export function rightLabels(frame: Frame, labels: readonly MarginLabel[], size: number = fontSize): Spec[] {
  const lineHeight = size + 3;
  const wanted = labels.map(({ y }) => Math.max(0, Math.min(frame.height, pixelY(frame, y))));
  const sizes = labels.map(() => lineHeight);
  const placed = spread(wanted, sizes, -lineHeight / 2, frame.height + lineHeight / 2);
  const right = plotWidth(frame);
  return labels.flatMap(({ text, colour, bold }, i) => {
    const from = atY(frame, wanted[i] as number);
    const to = atY(frame, placed[i] as number);
    return [
      segments([{ x: atX(frame, right + 1), y: from, x2: atX(frame, right + 11), y2: to }], { color: colour, strokeWidth: 1 }),
      texts([{ x: atX(frame, right + 14), y: to, text }], {
        color: colour,
        fontSize: size,
        fontWeight: bold ? "bold" : "normal",
      }),
    ];
  });
}
