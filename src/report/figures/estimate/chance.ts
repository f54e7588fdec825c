/** Whether x and y may be independent: the pairs as they are, beside what chance makes of them. */
import { significant } from "../../../basics/text.js";
import type { EstimateShown } from "../../../records/types.js";
import { type LegendEntry, legend, legendHeight } from "../../drawing/legend.js";
import { band, type Frame, labelRoom, plot, segments } from "../../drawing/marks.js";
import { palette } from "../../drawing/palette.js";
import { type Figure, narrow, type Spec } from "../../drawing/render.js";
import type { EstimatedRun } from "../../reading/estimate.js";

type Chance = NonNullable<EstimateShown["chance"]>;

export function chanceFigure({ shown: { chance }, result: { independence } }: EstimatedRun): Figure | undefined {
  if (!chance || !independence) return undefined;
  const { p, shuffles } = independence;
  const reached = chance.shuffled.filter((score) => score >= chance.own).length;
  return {
    name: "chance",
    title: "Whether they may be independent",
    alt: `Of ${shuffles} shuffles of y, ${reached} look as dependent as the rows: p = ${significant(p, 2)}.`,
    caption:
      "Across: the mean score that critics, which never saw these rows, give to pairs of x and y, less its mean over the shuffles; in nats, but no estimate of the information. " +
      `Blue: the ${shuffles} shuffles of y among the rows; orange: the rows as they are. p is the share of shuffles that reach it, the rows themselves counted as one: ${significant(p, 2)}.`,
    draw: (width) => drawChance(chance, width),
  };
}

const bins = 40;

function drawChance({ own, shuffled }: Chance, width: number): Spec {
  const centre = shuffled.reduce((sum, score) => sum + score, 0) / shuffled.length;
  const scores = shuffled.map((score) => score - centre);
  const [low, high] = [Math.min(...scores), Math.max(...scores)];
  const size = (high - low || 1) / bins;
  const counts = new Array<number>(bins).fill(0);
  for (const score of scores) {
    const bin = Math.min(bins - 1, Math.floor((score - low) / size));
    counts[bin] = (counts[bin] as number) + 1;
  }
  const top = 1.1 * Math.max(...counts);
  const ends = [Math.min(low, own - centre), Math.max(high, own - centre)] as const;
  const pad = 0.04 * (ends[1] - ends[0] || 1);
  const entries: LegendEntry[] = [
    { label: "y shuffled", swatch: "band", style: { color: palette.blue } },
    { label: "the rows as they are", swatch: "line", style: { color: palette.vermillion, strokeWidth: 2.5 } },
  ];
  const y = { domain: [0, top] as const, title: "shuffles", ticks: 4, whole: true };
  const frame: Frame = {
    total: width,
    height: width <= narrow ? 150 : 180,
    margin: { left: labelRoom(52, y), right: 20, top: legendHeight(entries, width), bottom: 46 },
    x: {
      domain: [ends[0] - pad, ends[1] + pad],
      title: "mean score above chance (nats)",
      grid: false,
      ticks: width <= narrow ? 4 : 8,
    },
    y,
  };
  const bars = counts.map((count, i) =>
    band(
      [low + i * size, low + (i + 1) * size].map((x) => ({ x, y: 0, y2: count })),
      { color: palette.blue },
    ),
  );
  const line = segments([{ x: own - centre, y: 0, x2: own - centre, y2: top }], { color: palette.vermillion, strokeWidth: 2.5 });
  return plot(frame, [...bars, line, ...legend(frame, entries)]);
}
