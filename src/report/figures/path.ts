/** How each number of the design moved while it was trained. */
import { max } from "simple-statistics";
import type { DrawnMetric } from "../../records/types.js";
import { type LegendEntry, legend, legendHeight, type MarginLabel, rightLabels } from "../drawing/legend.js";
import {
  type Axis,
  along,
  type Frame,
  fontSize,
  labelRoom,
  line,
  type Point,
  plot,
  segments,
  textWidth,
} from "../drawing/marks.js";
import { colourOf, palette } from "../drawing/palette.js";
import { type Figure, narrow, type Spec } from "../drawing/render.js";
import { clusters, groupLabel } from "../drawing/spread.js";
import {
  boundsOf,
  commonRange,
  type DesignAxis,
  designAxis,
  designNamesOf,
  designWords,
  isPolicy,
  printedDesign,
  type Restart,
  restartsOf,
} from "../reading/facts.js";
import type { Run } from "../reading/run.js";

export function pathFigure(run: Run): Figure | undefined {
  const restarts = restartsOf(run);
  const chosen = restarts.find((restart) => restart.chosen);
  const last = chosen?.metrics.at(-1);
  if (!chosen || !last?.design.length) return undefined;
  const { result } = run;
  const known = boundsOf(run).known;
  return {
    name: "path",
    title: `The ${isPolicy(run) ? "mean design" : "design"} while it ${result ? "was" : "is"} trained`,
    alt: `Each number of the ${isPolicy(run) ? "mean design of the policy" : "design"} against training step; ${result ? "it ended at" : "so far it has come to"} ${designWords(run, last.design)}.`,
    caption:
      `One line for each number of the design${isPolicy(run) ? ", the mean over simulated experiments" : ""}${restarts.length > 1 ? `; coloured: ${chosenWords(run)}, grey: the others` : ""}. ` +
      (known ? "The axis spans what is allowed." : "The axis spans the values that occurred."),
    draw: (width) => drawPath(run, { restarts, chosen, last }, width),
  };
}

function chosenWords(run: Run): string {
  if (!run.result) return "the restart in progress";
  return isPolicy(run) ? "the policy" : "the restart that was chosen";
}

interface Paths {
  readonly restarts: readonly Restart[];
  readonly chosen: Restart;
  readonly last: DrawnMetric;
}

function drawPath(run: Run, { restarts, chosen, last }: Paths, width: number): Spec {
  const small = width <= narrow;
  const axis = designAxis(run);
  const log = axis.log ? { log: true } : {};
  const domain = padded(axis);
  const height = small ? 220 : 270;
  const labels = endLabels(run, last.design, { domain, ...log }, fontSize / 2 / height);
  const entries = legendEntries(run, restarts.length);
  const steps = max(run.metrics.map(({ step }) => step));
  const frame: Frame = {
    total: width,
    height,
    margin: {
      left: labelRoom(52, { domain, ...log, title: axis.title }),
      right: 20 + max([24, ...labels.map(({ text }) => textWidth(text))]),
      top: entries.length ? legendHeight(entries, width) : 12,
      bottom: 44,
    },
    x: { domain: [0, steps], title: "training step", ticks: small ? 3 : 6 },
    y: { domain, ...log, title: axis.title },
  };
  const points = (restart: Restart) => pointsOf(restart, axis.at);
  // While the restart is not finished its lines stop short of the margin: dots lead on to the labels.
  const leaders = labels.map(({ y }) => ({ x: last.step, y, x2: steps, y2: y }));
  return plot(frame, [
    line(restarts.filter((restart) => !restart.chosen).flatMap(points), { of: "of", color: palette.faint, strokeWidth: 1 }),
    ...(last.step < steps ? [segments(leaders, { color: palette.faint, strokeDash: [1, 4], strokeWidth: 1 })] : []),
    ...last.design.map((_, i) =>
      line(
        points(chosen).filter(({ coordinate }) => coordinate === i),
        { color: colourOf(i), strokeWidth: 2 },
      ),
    ),
    ...rightLabels(frame, labels),
    ...(entries.length ? legend(frame, entries) : []),
  ]);
}

function legendEntries(run: Run, restarts: number): LegendEntry[] {
  if (restarts < 2) return [];
  const label = run.result ? (isPolicy(run) ? "policy" : "chosen restart") : "restart in progress";
  return [
    { label, swatch: "line", style: { color: palette.blue, strokeWidth: 2 } },
    { label: run.result && isPolicy(run) ? "static designs" : "other restarts", swatch: "line", style: { color: palette.faint } },
  ];
}

/** The axis with a little room at both ends. */
function padded({ domain: [low, high], log }: DesignAxis): [number, number] {
  if (log) return [low * (low / high) ** 0.02, high * (high / low) ** 0.02];
  const pad = 0.02 * (high - low || 1);
  return [low - pad, high + pad];
}

/** Labels may take up this share of the figure's height, each as much as its `share`, half a line. */
const mostOfHeight = 0.4;

/** Where the lines end. Numbers nearer than this share of `y` share a label; names are added where each has its own scale. */
function endLabels(run: Run, design: readonly number[], y: Axis, share: number): MarginLabel[] {
  const axis = designAxis(run);
  const printed = printedDesign(run, design);
  const ends = design.map((value, i) => axis.at(value, i));
  const named = (i: number) => `${designNamesOf(run)[i]} ${printed[i]}`;
  const common = commonRange(run);
  // More than one below the other have room for: only groups of lines are told then, and the numbers stand in the page's table.
  if (!common && ends.length * share < mostOfHeight) return ends.map((y, i) => ({ text: named(i), y, colour: colourOf(i) }));
  const { of, at, from, to } = along(y);
  const inWords = (group: readonly number[]): string => {
    if (common) return groupLabel(group.map((i) => printed[i] as string));
    return group.length === 1
      ? named(group[0] as number)
      : `${designNamesOf(run)[group[0] as number]} and ${group.length - 1} more`;
  };
  return clusters(ends.map(of), (to - from) * share).map((group) => ({
    text: inWords(group),
    y: at(group.reduce((sum, i) => sum + of(ends[i] as number), 0) / group.length),
    colour: group.length === 1 ? colourOf(group[0] as number) : palette.ink,
  }));
}

/** At most about 250 positions a restart: more than the picture has pixels to show. */
function pointsOf(
  { index, metrics }: Restart,
  at: (value: number, i: number) => number,
): (Point & { of: string; coordinate: number })[] {
  const stride = Math.max(1, Math.ceil(metrics.length / 250));
  return metrics
    .filter((_, i) => i % stride === 0 || i === metrics.length - 1)
    .flatMap(({ step, design }) =>
      design.map((value, coordinate) => ({ x: step, y: at(value, coordinate), of: `${index}/${coordinate}`, coordinate })),
    );
}
