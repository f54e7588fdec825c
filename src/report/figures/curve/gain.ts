/** What the best designs of each size are worth, by their size and by what they cost. */
import { max } from "simple-statistics";
import { halfWidth, plusMinus, significant } from "../../../basics/text.js";
import type { Estimate } from "../../../contracts/gain.js";
import type { CurveResult } from "../../../records/types.js";
import { type LegendEntry, legend, legendHeight } from "../../drawing/legend.js";
import { dots, type Frame, line, plot, segments, texts } from "../../drawing/marks.js";
import { colourOf, palette } from "../../drawing/palette.js";
import { type Figure, narrow, type Spec } from "../../drawing/render.js";
import type { CurveRun } from "../../reading/curve.js";

type Point = CurveResult["points"][number];
type Side = "lower" | "upper";

const styles = {
  lower: { strokeDash: [1, 0], shape: "circle" },
  upper: { strokeDash: [5, 4], shape: "triangle-down" },
} as const;

const words = ({ designs, gain: { lower, upper } }: Point): string =>
  `${designs}: ${[lower, upper].flatMap((one) => (one ? [plusMinus(one)] : [])).join(" to ")}`;

export function againstCount({ result: { points } }: CurveRun): Figure | undefined {
  if (points.length < 2) return undefined;
  return {
    name: "curve",
    title: "What more measurements add",
    alt: `Information gain of the best design of each size, nats. ${points.map(words).join("; ")}.`,
    caption: "The best design that was found for each number of measurements. Vertical lines: 95 % of the bounds' own error.",
    draw: (width) => draw(points, { title: "measurements", at: ({ designs }) => designs, whole: true }, width),
  };
}

export function againstCost({ result: { points, costUnit } }: CurveRun): Figure | undefined {
  const all = points.filter(({ cost }) => cost !== undefined).sort((a, b) => (a.cost as number) - (b.cost as number));
  if (all.length < 2) return undefined;
  const unit = costUnit ? ` (${costUnit})` : "";
  return {
    name: "cost",
    title: "What the gain costs",
    alt: `Information gain by cost${unit}. ${all.map((point) => `${significant(point.cost as number, 4)}: ${words(point)}`).join("; ")}.`,
    caption:
      "The same designs by what they cost; the number beside each is how many measurements it has. The steeper the line from the origin to a point, the more it gains per cost.",
    draw: (width) => draw(all, { title: `cost${unit}`, at: ({ cost }) => cost as number, named: true }, width),
  };
}

interface Across {
  readonly title: string;
  readonly whole?: true;
  readonly named?: true;
  at(point: Point): number;
}

function draw(points: readonly Point[], { title, at, whole, named }: Across, width: number): Spec {
  const small = width <= narrow;
  const sides = (["upper", "lower"] as const).filter((side) => points.some(({ gain }) => gain[side]));
  const entries = sides.toReversed().map((side): LegendEntry => {
    const method = points.find(({ gain }) => gain[side])?.gain[side]?.method;
    return {
      label: `${side} bound (${method})`,
      swatch: "line",
      style: { color: colourOf(0), strokeWidth: 2, strokeDash: styles[side].strokeDash },
    };
  });
  const estimates = (side: Side) =>
    points.flatMap((point) => {
      const estimate: Estimate | null = point.gain[side];
      return estimate ? [{ x: at(point), y: estimate.value, half: halfWidth(estimate), text: String(point.designs) }] : [];
    });
  const top = max(sides.flatMap((side) => estimates(side).map(({ y, half }) => y + half)));
  const farthest = max(points.map(at));
  const frame: Frame = {
    total: width,
    height: small ? 220 : 270,
    margin: { left: 52, right: 18, top: legendHeight(entries, width), bottom: 46 },
    x: { domain: [0, farthest * 1.06], title, ticks: small ? 5 : 10, ...(whole ? { whole } : {}) },
    y: { domain: [0, 1.1 * top], title: "information gain (nats)" },
  };
  const layers = sides.flatMap((side) => {
    const all = estimates(side);
    const color = colourOf(0);
    return [
      line([{ x: 0, y: 0 }, ...all.map(({ x, y }) => ({ x, y }))], {
        color,
        strokeWidth: 2,
        strokeDash: styles[side].strokeDash,
      }),
      segments(
        all.map(({ x, y, half }) => ({ x, y: y - half, x2: x, y2: y + half })),
        { color, strokeWidth: 2 },
      ),
      dots(
        all.map(({ x, y }) => ({ x, y })),
        { color, size: 45, shape: styles[side].shape },
      ),
      ...(named && side === "lower"
        ? [
            texts(
              all.map(({ x, y, text }) => ({ x, y: y - 0.05 * top, text })),
              { align: "center", color: palette.ink },
            ),
          ]
        : []),
    ];
  });
  return plot(frame, [...layers, ...legend(frame, entries)]);
}
