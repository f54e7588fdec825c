/** The mean over seeds along an option that is a number: a line a group, with 95 % intervals. */
import { max, min } from "simple-statistics";
import { plusMinus } from "../../basics/text.js";
import { type LegendEntry, legend, legendHeight } from "../../report/drawing/legend.js";
import { dots, type Frame, labelRoom, line, plot, segments } from "../../report/drawing/marks.js";
import { colourOf } from "../../report/drawing/palette.js";
import { type Figure, narrow, type Spec } from "../../report/drawing/render.js";
import { groupOf } from "../results/compare.js";
import type { Setting, StudyResults } from "../results/types.js";

export interface About {
  readonly results: StudyResults;
  readonly settings: readonly Setting[];
  /** What these have alike, in words; "" where nothing else varies. */
  readonly where: string;
  readonly name: string;
}

interface Curve {
  readonly group: string;
  readonly points: readonly { readonly x: number; readonly y: number; readonly half: number; readonly se: number }[];
}

/** So many times as large, and an axis is logarithmic. */
const widthOfLog = 4;
/** As many values have a tick each. */
const mostTicks = 8;
const dashes = [
  [1, 0],
  [5, 3],
  [2, 2],
] as const;

export function curvesFigure({ results, settings, where, name, along }: About & { readonly along: string }): Figure {
  const { of, rows, by } = results;
  // In the order of the study, so that a group has one colour in all figures.
  const groups = [...new Set(rows.map((row) => groupOf(row, by)))];
  const curves = groups.map((group): Curve => {
    const points = settings.flatMap(({ at, groups: all }) => {
      const found = all.find((one) => one.group === group);
      return found ? [{ x: at[along] as number, y: found.value, half: found.half ?? 0, se: found.se ?? 0 }] : [];
    });
    return { group, points: points.sort((a, b) => a.x - b.x) };
  });
  const said = curves.map(
    ({ group, points }) => `${group}: ${points.map(({ x, y, se }) => `${x} ${plusMinus({ value: y, se })}`).join(", ")}`,
  );
  const many = settings.some((setting) => setting.groups.some(({ n }) => n > 1));
  return {
    name,
    title: `${of} along ${along}${where && ` (${where})`}`,
    alt: `${of} along ${along}. ${said.join("; ")}.`,
    caption: many
      ? `Means over ${results.paired}s; vertical lines are their 95 % intervals. Points at one place are moved apart a little.`
      : `One cell a point.`,
    draw: (width) => draw(curves, along, of, width),
  };
}

const styleOf = (i: number): Spec => ({ color: colourOf(i), strokeDash: dashes[Math.floor(i / 7) % dashes.length] as unknown });

function draw(curves: readonly Curve[], along: string, of: string, width: number): Spec {
  const small = width <= narrow;
  const all = curves.flatMap(({ points }) => points);
  const xs = all.map(({ x }) => x);
  const values = [...new Set(xs)];
  const [least, most] = [min(xs), max(xs)];
  const log = least > 0 && most / least >= widthOfLog;
  const [bottom, top] = [min(all.map(({ y, half }) => y - half)), max(all.map(({ y, half }) => y + half))];
  const pad = 0.06 * (top - bottom || Math.abs(top) || 1);
  const entries = curves.map(
    ({ group }, i): LegendEntry => ({ label: group, swatch: "line", style: { ...styleOf(i), strokeWidth: 2 } }),
  );
  const y = { domain: [bottom - pad, top + pad] as const, title: of };
  const room = log ? (most / least) ** 0.05 : 0.05 * (most - least);
  const frame: Frame = {
    total: width,
    height: small ? 230 : 300,
    margin: { left: labelRoom(52, y), right: 18, top: legendHeight(entries, width), bottom: 46 },
    x: {
      domain: log ? [least / room, most * room] : [least - room, most + room],
      title: along,
      ticks: small ? 4 : 7,
      ...(log ? { log } : {}),
      ...(values.length <= mostTicks ? { at: values } : {}),
    },
    y,
  };
  // Intervals of the same place would hide one another.
  const moved = (x: number, i: number) => {
    const step = curves.length > 1 ? (i / (curves.length - 1) - 0.5) * 0.3 : 0;
    return log ? x * room ** step : x + room * step;
  };
  const layers = curves.flatMap(({ points }, i) => {
    const placed = points.map((point) => ({ ...point, x: moved(point.x, i) }));
    return [
      line(
        placed.map(({ x, y: value }) => ({ x, y: value })),
        { ...styleOf(i), strokeWidth: 2 },
      ),
      segments(
        placed.map(({ x, y: value, half }) => ({ x, y: value - half, x2: x, y2: value + half })),
        { color: colourOf(i), strokeWidth: 2 },
      ),
      dots(
        placed.map(({ x, y: value }) => ({ x, y: value })),
        { color: colourOf(i), size: 40 },
      ),
    ];
  });
  return plot(frame, [...layers, ...legend(frame, entries)]);
}
