/** What the first measurements are worth, one after the other. */
import { max } from "simple-statistics";
import { spaced } from "../../basics/names.js";
import { halfWidth, plusMinus } from "../../basics/text.js";
import type { Estimate, Gain } from "../../contracts/gain.js";
import type { PolicyResult } from "../../records/types.js";
import { type LegendEntry, legend, legendHeight } from "../drawing/legend.js";
import { dots, type Frame, line, plot, segments } from "../drawing/marks.js";
import { colourOf } from "../drawing/palette.js";
import { type Figure, narrow, type Spec } from "../drawing/render.js";
import type { Run } from "../reading/run.js";

type Steps = NonNullable<PolicyResult["gainPerStep"]>;

export function gainPerStepFigure({ result }: Run): Figure | undefined {
  const steps = result?.kind === "policy" ? result.gainPerStep : undefined;
  if (!steps?.some(({ gains }) => gains.some(({ lower }) => lower !== null))) return undefined;
  const upper = steps.some(({ gains }) => gains.some((gain) => gain.upper !== null));
  return {
    name: "steps",
    title: "Information after each measurement",
    alt: steps
      .map(({ name, gains }) => `${spaced(name)}: ${gains.map(({ lower }) => (lower ? plusMinus(lower) : "–")).join(", ")} nats`)
      .join("; "),
    caption:
      `${upper ? "Solid: lower bounds; dashed: upper bounds" : "Lower bounds"} of the information from the first measurements together, each from fresh samples, with 95 % intervals. ` +
      "What one more measurement adds is the rise of the line.",
    draw: (width) => drawSteps(steps, upper, width),
  };
}

type Side = "lower" | "upper";
const styles = { lower: { shape: "circle", strokeDash: [1, 0] }, upper: { shape: "triangle-down", strokeDash: [5, 3] } } as const;

interface Placed {
  readonly x: number;
  readonly estimate: Estimate;
}

/** After 1, 2, ... measurements; names side by side where they would hide each other. */
function placed(gains: readonly Gain[], side: Side, shift: number): Placed[] {
  return gains.flatMap((gain, i) => {
    const estimate = gain[side];
    return estimate ? [{ x: i + 1 + shift, estimate }] : [];
  });
}

function drawSteps(steps: Steps, upper: boolean, width: number): Spec {
  const small = width <= narrow;
  const entries: LegendEntry[] = steps.flatMap(({ name }, i) => {
    const entry = (side: Side): LegendEntry => ({
      label: `${spaced(name)}${upper ? `, ${side} bound` : ""}`,
      swatch: "line",
      style: { color: colourOf(i), strokeWidth: 2, strokeDash: styles[side].strokeDash },
    });
    return upper ? [entry("lower"), entry("upper")] : [entry("lower")];
  });
  const sides: readonly Side[] = upper ? ["upper", "lower"] : ["lower"];
  const count = max(steps.map(({ gains }) => gains.length));
  const top = max(
    steps.flatMap(({ gains }) =>
      gains.flatMap(({ lower, upper: over }) => [lower, over].flatMap((e) => (e ? [e.value + halfWidth(e)] : []))),
    ),
  );
  const frame: Frame = {
    total: width,
    height: small ? 210 : 260,
    margin: { left: 52, right: 18, top: legendHeight(entries, width), bottom: 46 },
    x: { domain: [-0.06 * count, count * 1.06], title: "measurements", ticks: Math.min(count, small ? 5 : 10) },
    y: { domain: [0, 1.06 * top], title: "information gain (nats)" },
  };
  return plot(frame, [
    ...steps.flatMap(({ gains }, i) =>
      sides.flatMap((side) => {
        const points = placed(gains, side, (i - (steps.length - 1) / 2) * 0.012 * count);
        const at = points.map(({ x, estimate }) => ({ x, y: estimate.value }));
        const color = colourOf(i);
        return [
          line([{ x: 0, y: 0 }, ...at], { color, strokeWidth: 2, strokeDash: styles[side].strokeDash }),
          segments(
            points.map(({ x, estimate }) => ({
              x,
              y: estimate.value - halfWidth(estimate),
              x2: x,
              y2: estimate.value + halfWidth(estimate),
            })),
            { color, strokeWidth: 2 },
          ),
          dots(at, { color, size: 45, shape: styles[side].shape }),
        ];
      }),
    ),
    ...legend(frame, entries),
  ]);
}
