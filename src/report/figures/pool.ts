/** Which candidates of a list a policy chooses, and how often in each step. */
import { fixed } from "../../basics/text.js";
import { type LegendEntry, legend, legendHeight } from "../drawing/legend.js";
import { atX, atY, dots, type Frame, plot, segments, texts, textWidth } from "../drawing/marks.js";
import { palette } from "../drawing/palette.js";
import { type Figure, narrow, type Spec } from "../drawing/render.js";
import { staticOf } from "../reading/decisions.js";
import { coordinateTitle, isPolicy, numberTitle, widthIn } from "../reading/facts.js";
import { type ChosenCandidate, type ChosenCandidates, chosenCandidates } from "../reading/pool.js";
import type { Run } from "../reading/run.js";

/** More rows than these would be a screenful: those that are chosen most are shown. */
const mostRows = 30;

const rowHeight = 19;

export function poolFigure(run: Run): Figure | undefined {
  const found = isPolicy(run) ? chosenCandidates(run) : undefined;
  if (!found || found.steps === 0) return undefined;
  const rows = shownOf(found.chosen);
  const { listed, experiments, chosen, once } = found;
  const [most] = [...chosen].sort((a, b) => b.mean - a.mean);
  return {
    name: "pool",
    title: "Which candidates it chooses, and when",
    alt: `${chosen.length} of ${listed} candidates are chosen in ${experiments} simulated experiments; most often ${most?.words}, ${fixed(most?.mean ?? 0, 1)} times an experiment.`,
    caption:
      `A row a candidate, a column a measurement. The area of a dot is the share of ${experiments} simulated experiments that chose it then; at the right, how many measurements of an experiment are of it on average. ` +
      `${chosen.length} of ${listed} candidates are chosen at all${once ? ", none twice" : ""}` +
      `${rows.length < chosen.length ? `; the ${rows.length} that are chosen most are shown` : ""}.` +
      (staticOf(run) ? " Open diamonds: the best static design." : ""),
    draw: (width) => drawPool(run, found, rows, width),
  };
}

/** The list's order, which for numbers is theirs. */
function shownOf(chosen: readonly ChosenCandidate[]): ChosenCandidate[] {
  const kept = new Set([...chosen].sort((a, b) => b.mean - a.mean).slice(0, mostRows));
  return chosen.filter((one) => kept.has(one));
}

const planStyle: Spec = { filled: false, color: palette.vermillion, shape: "diamond", size: 130, strokeWidth: 1.8 };

function drawPool(run: Run, { steps }: ChosenCandidates, rows: readonly ChosenCandidate[], width: number): Spec {
  const entries: LegendEntry[] = [
    { label: "all experiments", swatch: "point", style: { color: palette.blue, size: 200 } },
    { label: "a tenth of them", swatch: "point", style: { color: palette.blue, size: 20 } },
    ...(staticOf(run) ? [{ label: "static design", swatch: "point" as const, style: planStyle }] : []),
  ];
  const longest = Math.max(...rows.map(({ words }) => textWidth(words)));
  const room = Math.min(width <= narrow ? 110 : 220, longest + 16);
  const head = widthIn(run) > 1 ? `(${Array.from({ length: widthIn(run) }, (_, j) => numberTitle(run, j)).join(", ")})` : coordinateTitle(run); // biome-ignore format: one thing
  const frame: Frame = {
    total: width,
    height: rows.length * rowHeight,
    margin: { left: room, right: 44, top: legendHeight(entries, width) + 34, bottom: 46 },
    x: { domain: [0.5, steps + 0.5], title: "measurement", whole: true, at: ticksOf(steps) },
    y: { domain: [rows.length - 0.5, -0.5], shown: false },
  };

  const points = rows.flatMap(({ shares }, y) => shares.map((share, t) => ({ x: t + 1, y, size: 200 * share })));
  const bins = [...new Set(points.map(({ size }) => size))].filter((size) => size > 0);
  const right = atX(frame, width - room - 44 + 8);
  return plot(frame, [
    segments(
      rows.map((_, y) => ({ x: 0.5, y, x2: steps + 0.5, y2: y })),
      { color: palette.faint, strokeWidth: 1 },
    ),
    ...bins.map((size) =>
      dots(
        points.filter((point) => point.size === size).map(({ x, y }) => ({ x, y })),
        { color: palette.blue, size, opacity: 0.9 },
      ),
    ),
    dots(rows.flatMap(({ planned }, y) => planned.map((t) => ({ x: t + 1, y }))), planStyle), // biome-ignore format: short
    texts(
      rows.map(({ words }, y) => ({ x: atX(frame, -8), y, text: words })),
      { align: "right", color: palette.ink },
    ),
    texts(
      rows.map(({ mean }, y) => ({ x: right, y, text: fixed(mean, 1) })),
      { align: "left", color: palette.quiet },
    ),
    texts([{ x: atX(frame, 4 - room), y: atY(frame, -10), text: head }], { align: "left", color: palette.quiet }),
    texts([{ x: right, y: atY(frame, -10), text: "mean" }], { align: "left", color: palette.quiet }),
    ...legend(frame, entries, 30),
  ]);
}

/** Every measurement, or about ten of many. */
function ticksOf(steps: number): number[] {
  const by = Math.ceil(steps / 12);
  return Array.from({ length: Math.floor((steps - 1) / by) + 1 }, (_, i) => 1 + i * by);
}
