/** What the steps of a benchmark reported, beside the truth, which goes up in stairs. */
import { significant } from "../../../basics/text.js";
import { type LegendEntry, legend, legendHeight } from "../../drawing/legend.js";
import { type Frame, type Gap, labelRoom, line, type Point, plot, segments } from "../../drawing/marks.js";
import { colourOf, palette } from "../../drawing/palette.js";
import { type Figure, narrow, type Spec } from "../../drawing/render.js";
import type { BenchmarkRun } from "../../reading/benchmark.js";

export function courseFigure(run: BenchmarkRun): Figure {
  const { result, course } = run;
  const said = result.levels.map(
    ({ information, value }) => `truth ${significant(information, 4)}: ${value === null ? "not finite" : significant(value, 4)}`,
  );
  return {
    name: "course",
    title: "What each step reported",
    alt: `Value of ${result.estimator} over ${course.steps} steps. ${said.join("; ")}.`,
    caption: `Means of ${course.every} steps each. Values that leave the picture are cut: the table has the farthest.`,
    draw: (width) => draw(run, width),
  };
}

function draw({ result: { levels, estimator }, course }: BenchmarkRun, width: number): Spec {
  const small = width <= narrow;
  const { every, steps, value, second } = course;
  const truths = levels.map(({ information }) => information);
  const top = 1.3 * Math.max(...truths);
  const style = { color: colourOf(0), strokeWidth: 1.5 };
  const entries: LegendEntry[] = [
    { label: estimator, swatch: "line", style },
    { label: "truth", swatch: "line", style: { color: palette.ink, strokeWidth: 1.5 } },
    ...(second ? [{ label: "second term", swatch: "line" as const, style: { ...style, color: colourOf(1) } }] : []),
  ];
  const seen = (second ?? []).flatMap((x) => (x === null ? [] : [x]));
  const y = { domain: [Math.max(-top, Math.min(-0.05 * top, ...seen)), top] as const, title: "nats" };
  const frame: Frame = {
    total: width,
    height: small ? 230 : 300,
    margin: { left: labelRoom(52, y), right: 28, top: legendHeight(entries, width), bottom: 46 },
    x: { domain: [0, steps], title: "step", ticks: small ? 4 : 8 },
    y,
  };
  const points = (of: readonly (number | null)[]) =>
    of.map((one, i): Point | Gap => (one === null ? { x: null, y: null } : { x: Math.min(steps, (i + 0.5) * every), y: one }));
  const stairs = truths.map((truth, i) => ({
    x: (i * steps) / truths.length,
    y: truth,
    x2: ((i + 1) * steps) / truths.length,
    y2: truth,
  }));
  return plot(frame, [
    segments(stairs, { color: palette.ink, strokeWidth: 1.5 }),
    ...(second ? [line(points(second), { ...style, color: colourOf(1) })] : []),
    line(points(value), style),
    ...legend(frame, entries),
  ]);
}
