/** What measurements are worth by how many there are: lines from nothing, bounds with intervals. */
import { max } from "simple-statistics";
import { spaced } from "../../basics/names.js";
import { halfWidth } from "../../basics/text.js";
import type { Estimate, Gain } from "../../contracts/gain.js";
import { type LegendEntry, legend, legendHeight } from "./legend.js";
import { dots, type Frame, line, plot, segments } from "./marks.js";
import { colourOf } from "./palette.js";
import { narrow, type Spec } from "./render.js";

export type Side = "lower" | "upper";
const styles = { lower: { shape: "circle", strokeDash: [1, 0] }, upper: { shape: "triangle-down", strokeDash: [5, 3] } } as const;

export interface GainLine {
  readonly name: string;
  readonly points: readonly { readonly measurements: number; readonly gain: Gain }[];
  /** Bounds that are drawn. */
  readonly sides: readonly Side[];
}

/** Names side by side where they would hide each other. */
function placed({ points }: GainLine, side: Side, shift: number): { readonly x: number; readonly estimate: Estimate }[] {
  return points.flatMap(({ measurements, gain }) => {
    const estimate = gain[side];
    return estimate ? [{ x: measurements + shift, estimate }] : [];
  });
}

export function drawGains(lines: readonly GainLine[], width: number): Spec {
  const small = width <= narrow;
  const entries: LegendEntry[] = lines.flatMap(({ name, sides }, i) =>
    sides.map(
      (side): LegendEntry => ({
        label: `${spaced(name)}${sides.length > 1 ? `, ${side} bound` : ""}`,
        swatch: "line",
        style: { color: colourOf(i), strokeWidth: 2, strokeDash: styles[side].strokeDash },
      }),
    ),
  );
  const count = max(lines.flatMap(({ points }) => points.map(({ measurements }) => measurements)));
  const top = max(
    lines.flatMap(({ points, sides }) =>
      points.flatMap(({ gain }) => sides.flatMap((side) => (gain[side] ? [gain[side].value + halfWidth(gain[side])] : []))),
    ),
  );
  const frame: Frame = {
    total: width,
    height: small ? 210 : 260,
    margin: { left: 52, right: 18, top: legendHeight(entries, width), bottom: 46 },
    x: { domain: [-0.06 * count, count * 1.06], title: "measurements", ticks: Math.min(count, small ? 5 : 10) },
    y: { domain: [0, 1.06 * top], title: "information gain (nats)" },
  };
  return plot(frame, [
    ...lines.flatMap((one, i) =>
      [...one.sides].reverse().flatMap((side) => {
        const points = placed(one, side, (i - (lines.length - 1) / 2) * 0.012 * count);
        const at = points.map(({ x, estimate }) => ({ x, y: estimate.value }));
        const color = colourOf(i);
        return [
          line([{ x: 0, y: 0 }, ...at], { color, strokeWidth: 2, strokeDash: styles[side].strokeDash }),
          segments(
            points.map(({ x, estimate }) => ({
              x,
              y: estimate.value - halfWidth(estimate),
              x2: x,
              y2: estimate.value + halfWidth(estimate),
            })),
            { color, strokeWidth: 2 },
          ),
          dots(at, { color, size: 45, shape: styles[side].shape }),
        ];
      }),
    ),
    ...legend(frame, entries),
  ]);
}
