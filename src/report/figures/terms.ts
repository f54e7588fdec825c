/** Both terms of the bound over the steps: whether the scores stayed a density ratio. */
import { max, min, quantile } from "simple-statistics";
import { fixed } from "../../basics/text.js";
import { type LegendEntry, legend, legendHeight } from "../drawing/legend.js";
import { type Frame, line, plot } from "../drawing/marks.js";
import { palette } from "../drawing/palette.js";
import { type Figure, narrow, type Spec } from "../drawing/render.js";
import { estimatorOf, type Restart, restartsOf } from "../reading/facts.js";
import type { Run } from "../reading/run.js";
import { type Smoothed, smooth } from "./rolling.js";

type Course = Readonly<Record<"joint" | "others", readonly Smoothed[]>>;

/** Of the training that was chosen; nothing where its bound has no two terms. */
export function termsFigure(run: Run): Figure | undefined {
  const chosen = restartsOf(run).find((restart) => restart.chosen);
  const course = chosen && courseOf(chosen);
  if (!course) return undefined;
  const last = (course.others.at(-1) as Smoothed).mean;
  return {
    name: "terms",
    title: `Training: both terms of the bound (${estimatorOf(run)})`,
    alt: `Two lines against step; the second term ends at about ${fixed(last, 2)} nats.`,
    caption:
      "The bound is the first term less the second, rolling means. The first is the mean, over pairs that belong together, of the log density ratio that the critic stands for; the second is what " +
      "is taken off for the pairs that do not. Where the critic is a density ratio the second is 0; where both drift in parallel, or the second jumps, the critic has lost its constant or a few " +
      "large ratios decide: a larger batch, or the same bound with a penalty (its name with re in front), helps.",
    draw: (width) => drawTerms(course, width),
  };
}

function courseOf({ metrics }: Restart): Course | undefined {
  const lines = metrics.flatMap(({ step, parts }) => (parts ? [{ step, ...parts }] : []));
  const finite = lines.filter(({ joint, others }) => Number.isFinite(joint.value) && Number.isFinite(others.value));
  if (finite.length < 2) return undefined;
  const of = (term: keyof Course) => smooth(finite.map((one) => ({ step: one.step, value: one[term].value })));
  return { joint: of("joint"), others: of("others") };
}

const terms = [
  { term: "joint", label: "first term", color: palette.blue },
  { term: "others", label: "second term, 0 for a density ratio", color: palette.vermillion },
] as const;

function drawTerms(course: Course, width: number): Spec {
  const small = width <= narrow;
  const entries: LegendEntry[] = terms.map(({ label, color }) => ({ label, swatch: "line", style: { color, strokeWidth: 2.2 } }));
  const steps = course.joint.map(({ step }) => step);
  const frame: Frame = {
    total: width,
    height: small ? 200 : 230,
    margin: { left: 58, right: 16, top: legendHeight(entries, width), bottom: 44 },
    x: { domain: [0, max(steps)], title: "training step", ticks: small ? 3 : 6 },
    y: { domain: rangeOf(course), title: "nats" },
  };
  const zero = line(
    frame.x.domain.map((x) => ({ x, y: 0 })),
    { color: palette.ink, strokeWidth: 1, strokeDash: [2, 2] },
  );
  const lines = terms.map(({ term, color }) =>
    line(
      course[term].map(({ step, mean }) => ({ x: step, y: mean })),
      { color, strokeWidth: 2.2 },
    ),
  );
  return plot(frame, [zero, ...lines, ...legend(frame, entries)]);
}

/** Early values can lie thousands of nats off: the axis follows the rest. */
function rangeOf({ joint, others }: Course): [number, number] {
  const settled = [joint, others].flatMap((course) => course.slice(Math.floor(0.03 * course.length)).map(({ mean }) => mean));
  const [low, high] = [min([0, quantile(settled, 0.01)]), max([0, quantile(settled, 0.99)])];
  const pad = 0.06 * (high - low || 1);
  return [low - pad, high + pad];
}
