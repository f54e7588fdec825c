/** The data on what is simulated with the parameters that they leave: does the model explain them? */

import { max, min } from "simple-statistics";
import { percent } from "../../../basics/digits.js";
import { named } from "../../../basics/text.js";
import { type LegendEntry, legend, legendHeight } from "../../drawing/legend.js";
import { band, dots, type Frame, labelRoom, line, plot, segments } from "../../drawing/marks.js";
import { palette } from "../../drawing/palette.js";
import { type Figure, narrow, type Spec } from "../../drawing/render.js";
import type { InferredRun } from "../../reading/inference.js";
import { columnOf, quantiles } from "./columns.js";

/** One outcome, where it was measured, and what was simulated in its place. */
interface Seen {
  readonly x: number;
  readonly y: number;
  /** Where it is known to lie below or above y only. */
  readonly side?: "below" | "above" | null;
  /** 2.5, 25, 75 and 97.5 % of the simulations. */
  readonly after: readonly number[];
  readonly before: readonly number[];
}

const shares = [0.025, 0.25, 0.75, 0.975] as const;

/** Where each outcome belongs to a coordinate of the design, that is where it stands; else outcomes stand in a row. */
function seenOf({ config, shown }: InferredRun): { readonly seen: readonly Seen[]; readonly placed: boolean } {
  const { experiments } = config.data;
  const placed = experiments.every(({ design, outcome }) => design.length === outcome.length);
  let column = 0;
  const seen = experiments.flatMap(({ design, outcome, censored }) =>
    outcome.map((y, i): Seen => {
      const at = column++;
      const of = (rows: readonly (readonly (number | null)[])[]) => quantiles(columnOf(rows, at), ...shares);
      const side = censored?.[i] ?? null;
      return {
        x: placed ? (design[i] as number) : at + 1,
        y,
        side,
        after: of(shown.again.posterior),
        before: of(shown.again.prior),
      };
    }),
  );
  return { seen, placed };
}

export function predictiveFigure(inference: InferredRun): Figure | undefined {
  const { seen, placed } = seenOf(inference);
  if (seen.length === 0) return undefined;
  const outside = seen.filter(({ y, side, after: [low = y, , , high = y] }) => !side && (y < low || y > high)).length;
  const { p } = inference.result.predictive;
  const courses = placed && inference.shown.courses !== undefined;
  return {
    name: "predictive",
    title: "The data, and the same experiment simulated again",
    alt:
      `${seen.length} measured outcomes on what is simulated with the parameters that they leave; ${outside} of them lie outside of 95 % of the ` +
      `simulations. ${percent(p, 1)} of the simulated experiments lie as far from their mean as the data.`,
    caption:
      "Dots: what was measured. Bars: 50 % and 95 % of the same measurements simulated with parameters drawn after the data; grey: before the data, 95 %." +
      (seen.some(({ side }) => side)
        ? " Triangles: limits below or above which an outcome lies, in the direction that they point."
        : "") +
      (courses ? " Bands: courses without measurement noise, 95 %." : ""),
    draw: (width) => drawPredictive(inference, seen, placed, width),
  };
}

function drawPredictive(inference: InferredRun, seen: readonly Seen[], placed: boolean, width: number): Spec {
  const { config, shown } = inference;
  const courses = placed ? shown.courses : undefined;
  const xs = [...seen.map(({ x }) => x), ...(courses?.xs ?? [])];
  const x: [number, number] = [min(xs), max(xs)];
  const bands = courses && [courses.prior, courses.posterior].map((paths) => bandOf(courses.xs, paths));
  const ys = seen.flatMap(({ y, after, before }) => [y, after[0], after[3], before[0], before[3]] as number[]);
  const all = [...ys, ...(bands ?? []).flat().flatMap(({ y, y2 }) => [y, y2])];
  const [low, high] = [min(all), max(all)];
  const pad = 0.04 * (high - low || 1);
  const entries: LegendEntry[] = [
    { label: "measured", swatch: "point", style: { color: palette.vermillion, size: 60 } },
    ...(seen.some(({ side }) => side)
      ? [
          {
            label: "a limit only",
            swatch: "point" as const,
            style: { color: palette.vermillion, size: 60, shape: "triangle-down" },
          },
        ]
      : []),
    { label: "simulated again: 50 and 95 %", swatch: "line", style: { color: palette.blue, strokeWidth: 4 } },
    { label: "before the data: 95 %", swatch: "line", style: { color: palette.faint, strokeWidth: 4 } },
  ];
  const { design, outcome } = config.about;
  const y = {
    domain: [low >= 0 ? Math.max(0, low - pad) : low - pad, high + pad] as [number, number],
    title: courses?.yTitle ?? named("outcome", outcome.unit),
  };
  const margin = placed ? (x[1] - x[0] || 1) * 0.03 : 0.5;
  const frame: Frame = {
    total: width,
    height: width <= narrow ? 220 : 280,
    margin: { left: labelRoom(52, y), right: 20, top: legendHeight(entries, width), bottom: 44 },
    x: {
      domain: [x[0] - margin, x[1] + margin],
      title: courses?.xTitle ?? (placed ? named("design", design.unit) : "outcome, in the order of the data"),
      ticks: width <= narrow ? 5 : 9,
      ...(placed ? {} : { whole: true }),
    },
    y,
  };
  const apart = (frame.x.domain[1] - frame.x.domain[0]) / 130; // before and after side by side
  const bars = (of: (one: Seen) => readonly number[], from: number, to: number, shift: number) =>
    seen.map((one) => ({ x: one.x + shift, x2: one.x + shift, y: of(one)[from] as number, y2: of(one)[to] as number }));
  return plot(frame, [
    ...(bands
      ? [
          band(bands[0] as Band, { color: palette.hairline, opacity: 0.7 }),
          band(bands[1] as Band, { color: palette.bandOuter }),
          line(medianOf((courses as NonNullable<typeof courses>).xs, (courses as NonNullable<typeof courses>).posterior), {
            color: palette.sky,
            strokeWidth: 1.2,
          }),
        ]
      : []),
    segments(
      bars(({ before }) => before, 0, 3, -apart),
      { color: palette.faint, strokeWidth: 2.5 },
    ),
    segments(
      bars(({ after }) => after, 0, 3, 0),
      { color: palette.blue, strokeWidth: 1.4 },
    ),
    segments(
      bars(({ after }) => after, 1, 2, 0),
      { color: palette.blue, strokeWidth: 4 },
    ),
    ...([null, "below", "above"] as const).flatMap((of) => {
      const some = seen.filter(({ side = null }) => side === of);
      const style = { color: palette.vermillion, stroke: palette.paper, strokeWidth: 0.8 };
      const shape = of === null ? { size: 55 } : { size: 90, shape: of === "below" ? "triangle-down" : "triangle-up" };
      return some.length > 0
        ? [
            dots(
              some.map(({ x: at, y: value }) => ({ x: at, y: value })),
              { ...style, ...shape },
            ),
          ]
        : [];
    }),
    ...legend(frame, entries),
  ]);
}

type Band = { x: number; y: number; y2: number }[];

function bandOf(xs: readonly number[], paths: readonly (readonly number[])[]): Band {
  return xs.map((x, i) => {
    const [y = 0, y2 = 0] = quantiles(columnOf(paths, i), 0.025, 0.975);
    return { x, y, y2 };
  });
}

const medianOf = (xs: readonly number[], paths: readonly (readonly number[])[]) =>
  xs.map((x, i) => ({ x, y: quantiles(columnOf(paths, i), 0.5)[0] as number }));
