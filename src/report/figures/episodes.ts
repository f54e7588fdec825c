/** Three simulated experiments with the policy's decisions on their courses. */
import { max, min } from "simple-statistics";
import { plain } from "../../basics/text.js";
import type { Drawing, Rollouts } from "../../records/types.js";
import { type LegendEntry, legend, legendHeight } from "../drawing/legend.js";
import { atX, atY, dots, type Frame, labelRoom, line, pixelX, plotWidth, segments, texts, textWidth } from "../drawing/marks.js";
import { palette } from "../drawing/palette.js";
import { type Grid, type Panel, panelFrame, panels } from "../drawing/panels.js";
import { type Figure, narrow, type Spec } from "../drawing/render.js";
import { spread } from "../drawing/spread.js";
import { printer, staticOf } from "../reading/decisions.js";
import { aboutOf, widthIn } from "../reading/facts.js";
import type { Run } from "../reading/run.js";

const shown = 3;
const labelGap = 4;
/** So many numbers always have room. */
const allNumbered = 10;

export function episodesFigure(run: Run): Figure | undefined {
  const { rollouts, drawing } = run;
  if (!rollouts?.courses?.length || !drawing || widthIn(run) > 1) return undefined;
  const chosen = examplesOf(rollouts);
  return {
    name: "episodes",
    title: `${["One", "Two", "Three"][chosen.length - 1]} example${chosen.length > 1 ? "s" : ""}, with the decisions on their courses`,
    alt: chosen
      .map(
        (i) =>
          `Measured at ${rollouts.design[i]?.map(printer(run, rollouts)).join(", ")}: ${rollouts.outcome[i]?.map(plain).join(", ")}`,
      )
      .join(". "),
    caption:
      `Line: the course without measurement noise. ${(rollouts.design[0]?.length ?? 0) > allNumbered ? "Dots: what was measured where, with numbers in order where these have room" : "Numbered dots: what was measured where, in order"}. ` +
      (pastOf(run).length > 0
        ? "Open dots: what had been measured before, in every example the same; the courses are of parameters that are likely given it. "
        : "") +
      (staticOf(run) ? "Ticks at the foot: the best static design. " : "") +
      "The examples are a sixth, a half and five sixths down the list of all simulated experiments, sorted by where the course is highest.",
    draw: (width) => drawEpisodes(run, rollouts, drawing, chosen, width),
  };
}

/** What had been measured before the policy was refined, without what was lost. */
const pastOf = ({ after = [] }: Run): { x: number; y: number }[] =>
  after.flatMap(({ design: [x], outcome: [y] = [] }) => (x === undefined || y === undefined ? [] : [{ x, y }]));

/** Early, middling and late ones, by the place of the course's highest point; not the prettiest. */
function examplesOf({ courses = [], theta }: Rollouts): number[] {
  const place = courses.map((course) => course.indexOf(max([...course])));
  const order = place.map((_, i) => i).sort((a, b) => (place[a] as number) - (place[b] as number) || a - b);
  const count = Math.min(shown, theta.length);
  return Array.from({ length: count }, (_, i) => order[Math.floor(((2 * i + 1) * order.length) / (2 * count))] as number);
}

function drawEpisodes(
  run: Run,
  rollouts: Rollouts,
  { xs, xTitle, yTitle }: Drawing,
  chosen: readonly number[],
  width: number,
): Spec {
  const small = width <= narrow;
  const planned = staticOf(run);
  const past = pastOf(run);
  const before = run.after?.length ?? 0;
  const entries: LegendEntry[] = [
    { label: "course", swatch: "line", style: { color: palette.blue, strokeWidth: 2 } },
    { label: "measured by the policy", swatch: "point", style: { color: palette.ink, size: 50 } },
    ...(past.length > 0 ? [{ label: "measured before", swatch: "point" as const, style: pastStyle }] : []),
    ...(planned ? [{ label: "static design", swatch: "point" as const, style: planStyle }] : []),
  ];
  const columns = small ? 1 : chosen.length;
  const all = chosen.flatMap((i) => [
    ...(rollouts.courses?.[i] ?? []),
    ...(rollouts.outcome[i] ?? []),
    ...past.map(({ y }) => y),
  ]);
  const [low, high] = [min(all), max(all)];
  const y: [number, number] = [low >= 0 && low < 0.5 * high ? 0 : low - 0.05 * (high - low), high + 0.06 * (high - low)];
  const grid: Grid = {
    total: width,
    columns,
    height: 190,
    margin: { left: labelRoom(54, { domain: y, title: yTitle }), right: 14, top: legendHeight(entries, width) + 42, bottom: 46 },
    gap: { x: labelRoom(40, { domain: y }), y: 96 },
  };
  const list = chosen.map((i, at): Panel => {
    const frame = panelFrame(
      grid,
      at,
      { domain: [min([...xs]), max([...xs])], title: xTitle, ticks: 5 },
      { domain: y, ticks: 5, ...(at % columns === 0 ? { title: yTitle } : {}) },
    );
    const course = rollouts.courses?.[i] ?? [];
    return {
      frame,
      layers: [
        line(
          course.map((value, k) => ({ x: xs[k] as number, y: value })),
          { color: palette.blue, strokeWidth: 2 },
        ),
        ...(past.length > 0 ? [dots(past, pastStyle)] : []),
        ...numbered(frame, rollouts.design[i] ?? [], rollouts.outcome[i] ?? [], before),
        ...(planned ? [dots(planned.map((x) => ({ x, y: atY(frame, frame.height - 5) })), planStyle)] : []), // biome-ignore format: short
        texts([{ x: atX(frame, 0), y: atY(frame, -32), text: thetaWords(run, rollouts.theta[i] ?? []) }], { fontWeight: "bold" }),
        ...(at === 0 ? legend(frame, entries, 42) : []),
      ],
    };
  });
  return panels(grid, list);
}

const pastStyle: Spec = { color: palette.ink, filled: false, size: 60, strokeWidth: 1.6 };
const planStyle: Spec = { color: palette.vermillion, shape: "stroke", angle: 90, size: 90, strokeWidth: 2, filled: false };

/** Dots on the course, as many of them as have room tied to their numbers above the plot. @param before measurements that were made before these */
function numbered(frame: Frame, design: readonly number[], outcome: readonly number[], before: number): Spec[] {
  const labels = numbersWithin(plotWidth(frame), design.length, before);
  const placed = spread(
    labels.map(({ k }) => Math.round(pixelX(frame, design[k] as number))),
    labels.map(({ size }) => size),
    0,
    plotWidth(frame),
  );
  const top = atY(frame, -4);
  const ties = labels.map(({ k }, i) => ({
    ...{ x: atX(frame, placed[i] as number), y: top },
    ...{ x2: design[k] as number, y2: outcome[k] as number },
  }));
  return [
    segments(ties, { color: palette.faint, strokeWidth: 1 }),
    dots(design.map((x, k) => ({ x, y: outcome[k] as number })), { color: palette.ink, size: 50, stroke: palette.paper, strokeWidth: 0.8 }), // biome-ignore format: short
    texts(labels.map(({ text }, i) => ({ x: atX(frame, placed[i] as number), y: atY(frame, -12), text })), { align: "center" }), // biome-ignore format: short
  ];
}

interface NumberLabel {
  /** Of the measurement. */
  readonly k: number;
  readonly text: string;
  /** In pixels, with the gap to the next one. */
  readonly size: number;
}

/** The numbers of all measurements, or where these are more than fit side by side, of the first and of every second, third .. one. */
export function numbersWithin(room: number, count: number, before = 0): NumberLabel[] {
  const all = Array.from({ length: count }, (_, k): NumberLabel => {
    const text = String(before + k + 1);
    return { k, text, size: textWidth(text) + labelGap };
  });
  for (let every = 1; ; every++) {
    const some = all.filter(({ k }) => k === 0 || (before + k + 1) % every === 0);
    if (every >= count || some.reduce((sum, { size }) => sum + size, 0) <= room) return some;
  }
}

function thetaWords(run: Run, theta: readonly number[]): string {
  const names = aboutOf(run)?.theta.names ?? [];
  return theta.map((value, i) => `${names[i] ?? `θ${i + 1}`} ${plain(value)}`).join(", ");
}
