/** Held-out tasks with their support points and what the methods predict from them: small pictures on axes of one scale. */

import { counted } from "../../src/basics/text.js";
import { type LegendEntry, legend, legendHeight } from "../../src/report/drawing/legend.js";
import { band, dots, line } from "../../src/report/drawing/marks.js";
import { palette, styleOf } from "../../src/report/drawing/palette.js";
import { type Grid, panelFrame, panels } from "../../src/report/drawing/panels.js";
import { type Figure, narrow, type Spec } from "../../src/report/drawing/render.js";
import type { ComparedRow, MetaComparison } from "../compare/recordTypes.js";
import { type AxisUnit, axisUnit } from "./numbers.js";

export function predictionsFigure(comparison: MetaComparison): Figure {
  const tuned = comparison.rows.filter((row) => row.tuned);
  const shown = tuned.length > 0 ? [...tuned, ...surest(comparison)] : comparison.rows.slice(0, 2);
  const banded = shown.filter(({ sd }) => sd).map(({ label }) => label);
  const { examples, support } = comparison;
  return {
    name: "predictions",
    title: `Predictions on ${counted(examples.length, "held-out task")}`,
    alt: `Predictions of ${shown.map(({ label }) => label).join(" and ")} from ${counted(support, "support point")}, beside the true curve.`,
    caption: `Dots are the support points, the thin line is the truth. ${shown.some(({ stepwise }) => stepwise) ? "Methods that adapt stepwise are shown after the number of steps that is best for them. " : ""}${banded.length > 0 ? `The shade is where ${banded.join(" and ")} ${banded.length === 1 ? "expects" : "expect"} 95 % of values. ` : ""}The tasks are the first ${examples.length} of the test, not chosen.`,
    draw: (width) => draw(comparison, shown, width),
  };
}

/** Of the methods that say how sure they are, the one with the smallest error. */
const surest = ({ rows }: MetaComparison): ComparedRow[] =>
  rows
    .filter(({ sd, ablation }) => sd && !ablation)
    .sort((a, b) => a.best.value - b.best.value)
    .slice(0, 1);

/** Half an interval of 95 %, in standard deviations. */
const reachOf95 = 1.96;

/** Small multiples on axes of one scale; y has its numbers in the first column, x in the last picture of each column. */
function draw(comparison: MetaComparison, given: readonly ComparedRow[], width: number): Spec {
  const { unit, grid, examples, rows } = inUnits(comparison, given);
  const small = width <= narrow;
  const columns = Math.min(small ? 2 : 3, examples.length);
  const [low, high] = [Math.min(...grid), Math.max(...grid)];
  const cell = (high - low) / Math.max(1, grid.length - 1);
  const reach = reachOf(examples);
  const entries: LegendEntry[] = [
    { label: "support points", swatch: "point", style: { color: palette.ink, size: 50 } },
    { label: "truth", swatch: "line", style: { color: palette.ink, strokeWidth: 1 } },
    ...rows.map(({ label }, i): LegendEntry => ({ label, swatch: "line", style: styleOf(i) })),
  ];
  const layout: Grid = {
    total: width,
    columns,
    height: small ? 105 : 130,
    margin: { left: 34, right: 10, top: legendHeight(entries, width) + 4, bottom: 42 },
    gap: { x: small ? 26 : 30, y: 26 },
  };
  const frameOf = (n: number) =>
    panelFrame(
      layout,
      n,
      // half a cell beyond the midpoints, where the family's range ends
      {
        domain: [low - cell / 2, high + cell / 2],
        ticks: 3,
        ...(n + columns >= examples.length ? { title: unit.x.title("x") } : {}),
      },
      { domain: [-reach, reach], ticks: 3, ...(n % columns === 0 ? { title: unit.y.title("y") } : {}) },
    );
  return panels(
    layout,
    examples.map(({ x, y, truth }, n) => {
      const frame = frameOf(n);
      const cut = (y: number) => Math.max(-reach, Math.min(reach, y));
      const curve = (values: readonly (number | null)[]) =>
        values.flatMap((value, i) => (value === null ? [] : [{ x: grid[i] as number, y: cut(value) }]));
      const expected = ({ predictions, sd }: (typeof rows)[number]) =>
        (sd?.[n] ?? []).flatMap((one, i) => {
          const value = predictions[n]?.[i];
          if (value === null || value === undefined) return [];
          return [{ x: grid[i] as number, y: cut(value - reachOf95 * one), y2: cut(value + reachOf95 * one) }];
        });
      const layers = [
        ...rows.flatMap((row, i) => (row.sd ? [band(expected(row), { color: styleOf(i).color, opacity: 0.18 })] : [])),
        line(curve(truth), { color: palette.ink, strokeWidth: 1 }),
        ...rows.map(({ predictions }, i) => line(curve(predictions[n] ?? []), styleOf(i))),
        dots(
          x.map((at, i) => ({ x: at, y: y[i] as number })),
          { color: palette.ink, size: 50 },
        ),
        ...(n === 0 ? legend(frame, entries, 4) : []),
      ];
      return { frame, layers };
    }),
  );
}

type Example = MetaComparison["examples"][number];

const reachOf = (examples: readonly Example[]): number =>
  1.1 * Math.max(...examples.flatMap(({ truth, y }) => [...truth, ...y].map(Math.abs)));

/** All numbers as they stand on the axes. */
function inUnits({ grid, examples }: MetaComparison, rows: readonly ComparedRow[]) {
  const ys = examples.flatMap(({ truth, y }) => [...truth, ...y]);
  const unit = { x: axisUnit(Math.min(...grid), Math.max(...grid)), y: axisUnit(Math.min(...ys), Math.max(...ys)) };
  const scaled = (values: readonly number[], { shift, factor }: AxisUnit) => values.map((value) => (value - shift) / factor);
  return {
    unit,
    grid: scaled(grid, unit.x),
    examples: examples.map(({ x, y, truth }) => ({
      x: scaled(x, unit.x),
      y: scaled(y, unit.y),
      truth: scaled(truth, unit.y),
    })),
    rows: rows.map(({ label, predictions, sd }) => ({
      label,
      ...(sd ? { sd: sd.map((values) => values.map((one) => one / unit.y.factor)) } : {}),
      // A prediction that is not finite is null in JSON: nothing is drawn there.
      predictions: predictions.map((values) =>
        values.map((value: number | null) => (value === null ? null : (scaled([value], unit.y)[0] as number))),
      ),
    })),
  };
}
