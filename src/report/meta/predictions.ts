/** Held-out tasks with their support points and what the methods predict from them: small pictures on one frame. */
import type { ComparedRow, MetaComparison } from "../../../meta/compare/recordTypes.js";
import { type LegendEntry, legend, legendHeight } from "../legend.js";
import { dots, type Frame, line, plot, segments } from "../marks.js";
import { palette } from "../palette.js";
import { type Figure, narrow, type Spec } from "../render.js";
import { styleOf } from "./curves.js";

export function predictionsFigure(comparison: MetaComparison): Figure {
  const tuned = comparison.rows.filter((row) => row.tuned);
  const shown = tuned.length > 0 ? tuned : comparison.rows.slice(0, 2);
  const { examples, support } = comparison;
  return {
    name: "predictions",
    title: `Predictions on ${examples.length} held-out tasks`,
    alt: `Predictions of ${shown.map(({ label }) => label).join(" and ")} from ${support} support points, beside the true curve.`,
    caption: `Dots are the support points, the thin line is the truth. Methods that adapt stepwise are shown after the number of steps that is best for them. The tasks are the first ${examples.length} of the test, not chosen.`,
    draw: (width) => draw(comparison, shown, width),
  };
}

/** Pictures beside each other: each lies in a cell of the frame, in units of its own. */
function draw({ grid, examples }: MetaComparison, rows: readonly ComparedRow[], width: number): Spec {
  const columns = width <= narrow ? 2 : 3;
  const [low, high] = [Math.min(...grid), Math.max(...grid)];
  const reach = 1.1 * Math.max(...examples.flatMap(({ truth }) => truth.map(Math.abs)));
  const lines = Math.ceil(examples.length / columns);
  const entries: LegendEntry[] = [
    { label: "support points", swatch: "point", style: { color: palette.ink, size: 50 } },
    { label: "truth", swatch: "line", style: { color: palette.ink, strokeWidth: 1 } },
    ...rows.map(({ label }, i): LegendEntry => ({ label, swatch: "line", style: styleOf(i) })),
  ];
  const frame: Frame = {
    total: width,
    height: lines * (width <= narrow ? 120 : 150),
    margin: { left: 8, right: 8, top: legendHeight(entries, width), bottom: 8 },
    x: { domain: [0, columns], shown: false },
    y: { domain: [0, lines], shown: false },
  };
  const place = (n: number) => {
    const [column, row] = [n % columns, lines - 1 - Math.floor(n / columns)];
    return {
      x: (x: number) => column + 0.04 + (0.92 * (x - low)) / (high - low),
      y: (y: number) => row + 0.5 + (0.46 * Math.max(-reach, Math.min(reach, y))) / reach,
    };
  };
  // A prediction that is not finite is null in JSON: nothing is drawn there.
  const curve = (values: readonly (number | null)[], n: number) =>
    values.flatMap((y, i) => (y === null ? [] : [{ x: place(n).x(grid[i] as number), y: place(n).y(y), of: String(n) }]));
  const zero = examples.map((_, n) => ({ x: place(n).x(low), y: place(n).y(0), x2: place(n).x(high), y2: place(n).y(0) }));
  return plot(frame, [
    segments(zero, { color: palette.hairline, strokeWidth: 1 }),
    line(
      examples.flatMap(({ truth }, n) => curve(truth, n)),
      { of: "of", color: palette.ink, strokeWidth: 1 },
    ),
    ...rows.map(({ predictions }, i) =>
      line(
        predictions.flatMap((values, n) => curve(values, n)),
        { of: "of", ...styleOf(i) },
      ),
    ),
    dots(
      examples.flatMap(({ x, y }, n) => x.map((at, i) => ({ x: place(n).x(at), y: place(n).y(y[i] as number) }))),
      { color: palette.ink, size: 50 },
    ),
    ...legend(frame, entries),
  ]);
}
