/** What the reader sees in it. */
import type { DrawnMetric } from "../../records/types.js";
import { type Frame, line, plot } from "../drawing/marks.js";
import { palette } from "../drawing/palette.js";
import { type Figure, narrow, type Spec } from "../drawing/render.js";
import type { Run } from "../reading/run.js";

/** From records only, without tensors; nothing where they have nothing to draw. */
export function skeletonFigure({ metrics }: Run): Figure | undefined {
  if (metrics.length < 2) return undefined;
  return {
    name: "skeleton", // of its SVG
    title: "What is shown, in a few words",
    alt: `The same for those who do not see it, with numbers: ${metrics.length} validations.`,
    caption: "What lines and colours mean, in a sentence.",
    draw: (width) => draw(metrics, width),
  };
}

/** @param width pixels: every figure is drawn wide, and narrow for telephones */
function draw(metrics: readonly DrawnMetric[], width: number): Spec {
  const points = metrics.map(({ bound }, i) => ({ x: i + 1, y: bound }));
  const frame: Frame = {
    total: width,
    height: width <= narrow ? 210 : 260,
    margin: { left: 52, right: 18, top: 12, bottom: 46 },
    x: { domain: [1, points.length], title: "validations" },
    y: { domain: [0, Math.max(...points.map(({ y }) => y))], title: "bound (nats)" },
  };
  return plot(frame, [line(points, { color: palette.vermillion, strokeWidth: 2 })]);
}
