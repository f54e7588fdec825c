/** The fan of choices: one line an experiment, from measurement to measurement, in the colour of what had just been seen. */
import { quantileSorted } from "simple-statistics";
import { fixed, plain, withUnit } from "../../basics/text.js";
import type { Rollouts } from "../../records/types.js";
import { type LegendEntry, legend, legendHeight } from "../drawing/legend.js";
import { atX, dots, type Frame, type Gap, line, type Point, plot, segments, texts } from "../drawing/marks.js";
import { palette, ramp } from "../drawing/palette.js";
import { type Figure, narrow, type Spec } from "../drawing/render.js";
import { choiceRange, chosenOf, decisionWords, staticOf } from "../reading/decisions.js";
import { aboutOf, coordinateTitle, isSingleIn } from "../reading/facts.js";
import type { Run } from "../reading/run.js";

export function fanFigure(run: Run): Figure | undefined {
  const { rollouts } = run;
  const steps = isSingleIn(run) ? (rollouts?.design[0]?.length ?? 0) : 0;
  if (!rollouts || steps < 2) return undefined;
  const planned = staticOf(run);
  const bounds = classesOf(rollouts.outcome.flatMap((row) => row.slice(0, -1)));
  return {
    name: "fan",
    title: "Where it measures, and after what",
    alt: `The choices of the policy in ${rollouts.design.length} simulated experiments: ${decisionWords(run)}.`,
    caption:
      `One line an experiment, ${rollouts.design.length} in all, from the first measurement (top) to the last (bottom). Each piece has the colour of the outcome ` +
      `on which that choice followed${bounds.length + 1 === ramp.length ? "; five colours, as many outcomes in each" : ""}.${planned ? " Open diamonds: the best static design." : ""}`,
    draw: (width) => drawFan(run, rollouts, bounds, width),
  };
}

/** Bounds between classes of outcomes with as many in each; fewer classes where many outcomes are equal. */
export function classesOf(outcomes: readonly number[]): number[] {
  const sorted = [...outcomes].sort((a, b) => a - b);
  const bounds = ramp.slice(1).map((_, i) => quantileSorted(sorted, (i + 1) / ramp.length));
  return [...new Set(bounds)].filter((bound) => bound > (sorted[0] as number));
}

/** Colours of `count` classes, from one end of the ramp to the other. */
function colours(count: number): string[] {
  return Array.from({ length: count }, (_, i) => ramp[Math.round((i * (ramp.length - 1)) / Math.max(1, count - 1))] as string);
}

/** Few rows are drawn far apart: a fan needs room to open. */
const rowHeight = (steps: number, small: boolean): number => Math.max(small ? 44 : 62, (small ? 110 : 170) / (steps - 1));

function drawFan(run: Run, rollouts: Rollouts, bounds: readonly number[], width: number): Spec {
  const small = width <= narrow;
  const steps = rollouts.design[0]?.length as number;
  const shades = colours(bounds.length + 1);
  const planned = staticOf(run);
  const entries = legendEntries(run, rollouts, bounds, shades, planned !== undefined);
  const [low, high] = choiceRange(run, [...rollouts.design.flat(), ...(planned ?? [])]);
  const pad = 0.02 * (high - low);
  const height = (steps - 1) * rowHeight(steps, small) + 36;
  const edge = (18 / (height - 36)) * (steps - 1);
  const frame: Frame = {
    total: width,
    height,
    margin: { left: small ? 34 : 52, right: 18, top: legendHeight(entries, width) + 4, bottom: 46 },
    x: { domain: [low - pad, high + pad], title: coordinateTitle(run), grid: true, ticks: small ? 5 : 9 },
    y: { domain: [steps - 1 + edge, -edge], shown: false },
  };
  const rows = Array.from({ length: steps }, (_, y) => y);
  return plot(frame, [
    segments(
      rows.map((y) => ({ x: low, y, x2: high, y2: y })),
      { color: palette.faint, strokeWidth: 1 },
    ),
    ...shades.map((color, shade) =>
      line(piecesOf(rollouts, bounds, shade), { color, strokeWidth: small ? 0.35 : 0.45, opacity: 0.8 }),
    ),
    dots(
      rollouts.design.flatMap((row) => row.map((x, y) => ({ x, y }))),
      { color: palette.ink, size: 9, opacity: 0.35 },
    ),
    dots(
      chosenOf(rollouts).map(({ median: x }, y) => ({ x, y })),
      { color: palette.ink, shape: "stroke", angle: 90, size: 260, strokeWidth: 2.4, filled: false },
    ),
    ...(planned ? [dots(planned.map((x, y) => ({ x, y })), planStyle)] : []), // biome-ignore format: short
    texts(
      rows.map((y) => ({ x: atX(frame, -10), y, text: small ? `${y + 1}` : ordinal(y + 1) })),
      { align: "right", color: palette.quiet },
    ),
    ...legend(frame, entries, 4),
  ]);
}

const planStyle: Spec = { filled: false, color: palette.vermillion, shape: "diamond", size: 80, strokeWidth: 2 };

/** All pieces of one class as one line with breaks. */
function piecesOf({ design, outcome }: Rollouts, bounds: readonly number[], shade: number): (Point | Gap)[] {
  const nothing = { x: null, y: null };
  return design.flatMap((row, i) =>
    row.slice(1).flatMap((x, step): (Point | Gap)[] => {
      const seen = outcome[i]?.[step] as number;
      const at = bounds.filter((bound) => seen >= bound).length;
      return at === shade ? [{ x: row[step] as number, y: step }, { x, y: step + 1 }, nothing] : [];
    }),
  );
}

function legendEntries(
  run: Run,
  { outcome }: Rollouts,
  bounds: readonly number[],
  shades: readonly string[],
  planned: boolean,
): LegendEntry[] {
  const unit = aboutOf(run)?.outcome.unit ?? "";
  const labels = classLabels(
    outcome.flatMap((row) => row.slice(0, -1)),
    bounds,
  );
  const label = (i: number) => `${i === 0 ? "seen: " : ""}${withUnit(labels[i] as string, i === shades.length - 1 ? unit : "")}`;
  return [
    ...shades.map((color, i): LegendEntry => ({ label: label(i), swatch: "line", style: { color, strokeWidth: 3 } })),
    {
      label: "median choice",
      swatch: "point",
      style: { color: palette.ink, shape: "stroke", angle: 90, size: 200, strokeWidth: 2.4, filled: false },
    },
    ...(planned ? [{ label: "static design", swatch: "point" as const, style: planStyle }] : []),
  ];
}

/** What the classes between `bounds` hold: "5 to 9" where outcomes are whole numbers, "1" where they all are that, else the bounds. */
export function classLabels(seen: readonly number[], bounds: readonly number[]): string[] {
  const low = seen.reduce((a, b) => Math.min(a, b), Infinity);
  const high = seen.reduce((a, b) => Math.max(a, b), -Infinity);
  const whole = seen.every(Number.isInteger);
  const edges = [low, ...bounds, high];
  return edges.slice(1).map((to, i) => {
    const from = edges[i] as number;
    const inside = seen.filter((value) => value >= from && (value < to || i === bounds.length));
    const [least, most] = whole
      ? [inside.reduce((a, b) => Math.min(a, b), to), inside.reduce((a, b) => Math.max(a, b), from)]
      : [from, to];
    const print = whole ? (value: number) => fixed(value, 0) : plain;
    return print(least) === print(most) ? print(least) : `${print(least)} to ${print(most)}`;
  });
}

export function ordinal(n: number): string {
  const tens = n % 100;
  const ending = tens > 10 && tens < 14 ? "th" : (["th", "st", "nd", "rd"][n % 10] ?? "th");
  return `${n}${ending}`;
}
