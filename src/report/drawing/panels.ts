/** Small multiples: plots of one size in rows, each with axes of its own and every position known in pixels. */
import { type Axis, channel, type Frame, plotWidth } from "./marks.js";
import type { Spec } from "./render.js";

export interface Grid {
  /** Width of the whole picture. */
  readonly total: number;
  readonly columns: number;
  /** Of one plot. */
  readonly height: number;
  readonly margin: Frame["margin"];
  /** Between two plots: room for axes, titles and labels. */
  readonly gap: { readonly x: number; readonly y: number };
}

/** The frame of the i-th plot: its margins reach to the picture's edges, so that legends and titles can be placed from it. */
export function panelFrame(grid: Grid, i: number, x: Axis, y: Axis): Frame {
  const { total, columns, height, margin, gap } = grid;
  const width = Math.floor((total - margin.left - margin.right - (columns - 1) * gap.x) / columns);
  const left = margin.left + (i % columns) * (width + gap.x);
  const top = margin.top + Math.floor(i / columns) * (height + gap.y);
  return { total, height, margin: { left, right: total - left - width, top, bottom: margin.bottom }, x, y };
}

export interface Panel {
  readonly frame: Frame;
  /** Later ones lie on top. */
  readonly layers: readonly Spec[];
}

export function panels({ total, columns, height, margin, gap }: Grid, list: readonly Panel[]): Spec {
  const rows = Math.ceil(list.length / columns);
  return {
    padding: margin,
    columns,
    spacing: { column: gap.x, row: gap.y },
    bounds: "flush",
    align: "none",
    concat: list.map(({ frame, layers }) => ({
      width: plotWidth(frame),
      height: frame.height,
      encoding: { x: channel("x", frame.x), y: channel("y", frame.y) },
      layer: layers,
    })),
    usermeta: {
      total,
      size: { width: total - margin.left - margin.right, height: rows * height + (rows - 1) * gap.y },
    },
  };
}
