/** What the embedding tells about its support points while training goes on, by each penalised row's own estimate. */
import { max, quantile } from "simple-statistics";
import { fixed } from "../../src/basics/text.js";
import type { Figure } from "../../src/report/drawing/render.js";
import type { ComparedRow, MetaComparison } from "../compare/recordTypes.js";
import { drawCurves } from "./curves.js";

export function informationFigure({ rows }: MetaComparison): Figure | undefined {
  const curves = rows.flatMap((row) => {
    const points = meanInformation(row);
    return points.length > 1 ? [{ label: row.label, points }] : [];
  });
  if (curves.length === 0) return undefined;
  const all = curves.flatMap(({ points }) => points.map(({ y }) => y));
  const top = 1.1 * Math.min(max(all), 3 * Math.max(0.1, quantile(all, 0.75)));
  const ends = curves.map(({ label, points }) => `${label} ${fixed(points.at(-1)?.y ?? 0, 2)}`);
  return {
    name: "information",
    title: "The information term over training",
    alt: `Nats at the end of training: ${ends.join("; ")}.`,
    caption:
      "Each row's own estimate of the information between support points and embedding, nats, mean over seeds; not comparable between estimators. " +
      "FLO, NWJ and InfoNCE bound it from below and see one step's tasks only; InfoNCE never exceeds the logarithm of their number. KL bounds it from above. What leaves the frame is cut.",
    draw: (width) => drawCurves({ xTitle: "training step", yTitle: "nats", curves, levels: [], top }, width),
  };
}

function meanInformation({ courses }: ComparedRow): { x: number; y: number }[] {
  const informed = courses.flatMap(({ information }) => (information ? [information] : []));
  return (informed[0] ?? []).map(({ step }, i) => ({
    x: step,
    y: informed.reduce((sum, one) => sum + (one[i]?.nats ?? 0), 0) / informed.length,
  }));
}
