/** Groups side by side where nothing is drawn along: each seed a dot, the mean with its 95 % interval. */
import { max, min } from "simple-statistics";
import { plusMinus } from "../../basics/text.js";
import { atX, dots, type Frame, haloed, plot, segments } from "../../report/drawing/marks.js";
import { palette } from "../../report/drawing/palette.js";
import { type Figure, narrow, type Spec } from "../../report/drawing/render.js";
import type { GroupMean } from "../results/types.js";
import type { About } from "./curves.js";

const rowHeight = 44;
const mostRows = 40;

export function dotsFigure({ results, settings, where, name }: About): Figure {
  const { of, paired } = results;
  const groups = settings.flatMap((setting) => setting.groups).slice(0, mostRows);
  const many = groups.some(({ n }) => n > 1);
  return {
    name,
    title: `${of}${where && ` (${where})`}`,
    alt: `${of}, in their order. ${groups.map(({ group, value, se = 0 }) => `${group}: ${plusMinus({ value, se })}`).join("; ")}.`,
    caption: many
      ? `In their order. Small dots: one ${paired} each. Large dots: their means, with 95 % intervals. Differences, which are paired, are told apart better than these intervals suggest: see the table.`
      : "In their order, one cell each.",
    draw: (width) => draw(groups, of, width),
  };
}

function draw(groups: readonly GroupMean[], of: string, width: number): Spec {
  const ends = groups.flatMap(({ value, half = 0, values }) => [value - half, value + half, ...values]);
  const [low, high] = [min(ends), max(ends)];
  const pad = 0.05 * (high - low || Math.abs(high) || 1);
  const frame: Frame = {
    total: width,
    height: groups.length * rowHeight,
    margin: { left: 16, right: 16, top: 10, bottom: 46 },
    x: { domain: [low - pad, high + pad], title: of, grid: true, ticks: width <= narrow ? 4 : 8 },
    y: { domain: [groups.length - 0.5, -0.5], shown: false },
  };
  const color = palette.blue;
  return plot(frame, [
    dots(
      groups.flatMap(({ values }, row) => values.map((x) => ({ x, y: row + 0.2 }))),
      { color, size: 22, opacity: 0.35 },
    ),
    segments(
      groups.map(({ value, half = 0 }, row) => ({ x: value - half, y: row + 0.2, x2: value + half, y2: row + 0.2 })),
      { color, strokeWidth: 2.2 },
    ),
    dots(
      groups.map(({ value }, row) => ({ x: value, y: row + 0.2 })),
      { color, size: 65 },
    ),
    ...groups.flatMap(({ group, value, se = 0 }, row) => [
      ...haloed({ x: atX(frame, 0), y: row - 0.2, text: group }, { fontWeight: row === 0 ? "bold" : "normal", fontSize: 13 }),
      ...haloed(
        { x: atX(frame, frame.total - 32), y: row - 0.2, text: plusMinus({ value, se }) },
        { align: "right", color: palette.quiet },
      ),
    ]),
  ]);
}
