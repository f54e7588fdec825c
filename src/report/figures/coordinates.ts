/** The design's numbers within what is allowed, for simulators that have no curve to draw them on. */

import { designNumbers, withUnit } from "../../basics/text.js";
import { comparedName } from "../../records/difference.js";
import { type LegendEntry, legend, legendHeight } from "../drawing/legend.js";
import { atX, dots, type Frame, plot, plotWidth, segments, texts, textWidth } from "../drawing/marks.js";
import { palette } from "../drawing/palette.js";
import { type Figure, narrow, type Spec } from "../drawing/render.js";
import {
  boundsOf,
  commonRange,
  designAxis,
  designNamesOf,
  designOf,
  designWords,
  printedDesign,
  unitOf,
} from "../reading/facts.js";
import type { Run } from "../reading/run.js";

export function coordinatesFigure(run: Run): Figure | undefined {
  if (run.drawing?.paths.length || !designOf(run).length) return undefined;
  return {
    name: "design",
    title: run.result ? "The design within its limits" : "The design within its limits, so far",
    alt: `The design: ${designWords(run)}.`,
    caption:
      `Filled: the design${run.result ? "; open: what it is compared with" : " so far"}. ` +
      (boundsOf(run).known ? "Grey bars span what is allowed." : "Grey bars span the values that occurred in training.") +
      (commonRange(run) ? "" : " Each row has its own scale, whose ends are printed."),
    draw: (width) => drawCoordinates(run, width),
  };
}

function drawCoordinates(run: Run, width: number): Spec {
  const design = designOf(run);
  const common = commonRange(run);
  const axis = designAxis(run);
  const names = designNamesOf(run);
  const values = printedDesign(run).map((text) => withUnit(text, unitOf(run)));
  const baselines = (run.result?.baselines ?? []).filter((baseline) => baseline.design?.length === design.length);
  const entries: LegendEntry[] = [
    { label: run.result ? "optimised" : "so far", swatch: "point", style: { color: palette.vermillion, size: 70 } },
    ...baselines.map((baseline, i) => ({ label: comparedName(baseline), swatch: "point" as const, style: openStyle(i) })),
  ];
  const widest = (items: readonly string[]) => Math.max(...items.map((text) => textWidth(text)));
  const frame: Frame = {
    total: width,
    height: design.length * (design.length > 12 ? 20 : 30),
    margin: { left: widest(names) + 20, right: widest(values) + 26, top: legendHeight(entries, width), bottom: common ? 46 : 12 },
    x: {
      domain: axis.domain,
      ...(axis.log ? { log: true } : {}),
      title: axis.title,
      shown: common,
      grid: common,
      ticks: width <= narrow ? 4 : 7,
    },
    y: { domain: [design.length - 0.5, -0.5], shown: false },
  };
  const point = (numbers: readonly number[]) => numbers.map((value, i) => ({ x: axis.at(value, i), y: i }));
  const right = atX(frame, plotWidth(frame) + 12);
  return plot(frame, [
    segments(
      design.map((_, y) => ({ x: axis.domain[0], y, x2: axis.domain[1], y2: y })),
      { color: palette.hairline, strokeWidth: 7, strokeCap: "round" },
    ),
    ...baselines.map((baseline, i) => dots(point(baseline.design as number[]), openStyle(i))),
    dots(point(design), { color: palette.vermillion, size: 70 }),
    texts(
      names.map((text, y) => ({ x: atX(frame, -12), y, text })),
      { align: "right" },
    ),
    texts(
      values.map((text, y) => ({ x: right, y, text })),
      { color: palette.vermillion, fontWeight: "bold" },
    ),
    ...(common ? [] : limits(run)),
    ...legend(frame, entries),
  ]);
}

/** The ends of each row's own scale, in small print under its bar. */
function limits(run: Run): Spec[] {
  const { low, high } = boundsOf(run);
  const style = { fontSize: 10, color: palette.quiet };
  return [
    texts(
      low.map((value, i) => ({ x: 0, y: i + 0.37, text: designNumbers([value], 0)[0] as string })),
      style,
    ),
    texts(
      high.map((value, i) => ({ x: 1, y: i + 0.37, text: designNumbers([value], 0)[0] as string })),
      { ...style, align: "right" },
    ),
  ];
}

const shapes = ["circle", "square", "diamond", "triangle-up", "triangle-down", "cross", "triangle-right", "triangle-left"];

/** Open marks of different shape, so that baselines differ without colour. */
function openStyle(index: number): Spec {
  const shape = shapes[index % shapes.length];
  return { filled: false, color: palette.quiet, size: 60, shape, strokeWidth: 1.5 };
}
