/** Three simulated experiments with the policy's decisions on their courses. */
import { max, min } from "simple-statistics";
import { plain } from "../../basics/text.js";
import type { Drawing, Rollouts } from "../../records/types.js";
import { type LegendEntry, legend, legendHeight } from "../drawing/legend.js";
import { atX, atY, dots, type Frame, labelRoom, line, pixelX, plotWidth, segments, texts } from "../drawing/marks.js";
import { palette } from "../drawing/palette.js";
import { type Grid, type Panel, panelFrame, panels } from "../drawing/panels.js";
import { type Figure, narrow, type Spec } from "../drawing/render.js";
import { spread } from "../drawing/spread.js";
import { printer, staticOf } from "../reading/decisions.js";
import { aboutOf } from "../reading/facts.js";
import type { Run } from "../reading/run.js";

const shown = 3;

export function episodesFigure(run: Run): Figure | undefined {
  const { rollouts, drawing } = run;
  if (!rollouts?.courses?.length || !drawing) return undefined;
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
      "Line: the course without measurement noise. Numbered dots: what was measured where, in order. " +
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

/** Dots on the course, each tied to its number above the plot. @param before measurements that were made before these */
function numbered(frame: Frame, design: readonly number[], outcome: readonly number[], before: number): Spec[] {
  const pixels = design.map((x) => Math.round(pixelX(frame, x)));
  const placed = spread(pixels, pixels.map(() => 11), 0, plotWidth(frame)); // biome-ignore format: short
  const top = atY(frame, -4);
  const ties = design.map((x, k) => ({ x: atX(frame, placed[k] as number), y: top, x2: x, y2: outcome[k] as number }));
  return [
    segments(ties, { color: palette.faint, strokeWidth: 1 }),
    dots(design.map((x, k) => ({ x, y: outcome[k] as number })), { color: palette.ink, size: 50, stroke: palette.paper, strokeWidth: 0.8 }), // biome-ignore format: short
    texts(design.map((_, k) => ({ x: atX(frame, placed[k] as number), y: atY(frame, -12), text: String(before + k + 1) })), { align: "center" }), // biome-ignore format: short
  ];
}

function thetaWords(run: Run, theta: readonly number[]): string {
  const names = aboutOf(run)?.theta.names ?? [];
  return theta.map((value, i) => `${names[i] ?? `θ${i + 1}`} ${plain(value)}`).join(", ");
}
