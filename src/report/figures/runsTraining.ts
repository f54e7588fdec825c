/** Training bounds of several runs, each the rolling mean of its chosen restart. */
import { max, min, quantile } from "simple-statistics";
import { fixed } from "../../basics/text.js";
import { type LegendEntry, legend, legendHeight } from "../drawing/legend.js";
import { type Frame, line, plot } from "../drawing/marks.js";
import { colourOf } from "../drawing/palette.js";
import { type Figure, narrow, type Spec } from "../drawing/render.js";
import { restartsOf } from "../reading/facts.js";
import type { Run } from "../reading/run.js";
import { type Smoothed, smooth } from "./rolling.js";

interface Course {
  readonly name: string;
  readonly smoothed: readonly Smoothed[];
}

export function runsTrainingFigure(runs: readonly Run[]): Figure | undefined {
  const courses: Course[] = runs.flatMap((run) => {
    const chosen = restartsOf(run).find((restart) => restart.chosen);
    return chosen
      ? [{ name: run.name, smoothed: smooth(chosen.metrics.map(({ step, bound }) => ({ step, value: bound }))) }]
      : [];
  });
  if (courses.length < 2) return undefined;
  const ends = courses.map(({ name, smoothed }) => `${name} ends at about ${fixed(smoothed.at(-1)?.mean ?? 0, 2)}`);
  return {
    name: "trainings",
    title: "Training bounds",
    alt: `Training bounds against step, nats: ${ends.join("; ")}.`,
    caption:
      "Rolling means of each run's chosen restart. Different estimators have different biases and caps, so that a higher training bound does not mean a better design: compare the evaluations.",
    draw: (width) => drawCourses(courses, width),
  };
}

function drawCourses(courses: readonly Course[], width: number): Spec {
  const small = width <= narrow;
  const steps = max(courses.flatMap(({ smoothed }) => smoothed.map(({ step }) => step)));
  const settled = courses.flatMap(({ smoothed }) => smoothed.slice(Math.floor(0.05 * smoothed.length)).map(({ mean }) => mean));
  const [low, high] = [min([0, quantile(settled, 0.02)]), max(settled)];
  const dashes = [
    [1, 0],
    [6, 3],
    [2, 2],
    [8, 3, 2, 3],
  ];
  const style = (i: number): Spec => ({
    color: colourOf(i),
    strokeWidth: 2,
    strokeDash: dashes[Math.floor(i / 7) % dashes.length],
  });
  const entries: LegendEntry[] = courses.map(({ name }, i) => ({ label: name, swatch: "line", style: style(i) }));
  const frame: Frame = {
    total: width,
    height: small ? 220 : 270,
    margin: { left: 58, right: 16, top: legendHeight(entries, width), bottom: 44 },
    x: { domain: [0, steps], title: "training step", ticks: small ? 3 : 6 },
    y: { domain: [low, high + 0.05 * (high - low)], title: "nats" },
  };
  const curves = courses.map(({ smoothed }, i) =>
    line(
      smoothed.map(({ step, mean }) => ({ x: step, y: mean })),
      style(i),
    ),
  );
  return plot(frame, [...curves, ...legend(frame, entries)]);
}
