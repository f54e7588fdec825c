/** The design drawn on what it means: the courses that the prior expects, and where on them one measures. */
import { max, min, quantile, quantileSorted } from "simple-statistics";
import type { Drawing } from "../../records/types.js";
import { type LegendEntry, legend, legendHeight } from "../drawing/legend.js";
import { type Axis, band, type Frame, labelRoom, line, plot, segments } from "../drawing/marks.js";
import { palette } from "../drawing/palette.js";
import { type Figure, narrow, type Spec } from "../drawing/render.js";
import { designAxis, designOf, designWords, groupsIn, simulatorOf, widthIn } from "../reading/facts.js";
import type { Run } from "../reading/run.js";
import { groupStrip, groupStripHeight } from "./groupStrip.js";
import { strip, stripHeight } from "./strip.js";

const examples = 5;

/** Where measurements may be. */
const allowed = { color: palette.vermillion, opacity: 0.1 };

export function drawingFigure(run: Run): Figure | undefined {
  const { drawing } = run;
  const design = designOf(run);
  if (!drawing?.paths.length || !design.length || widthIn(run) > 1) return undefined;
  const { groups = 1 } = groupsIn(run) ?? {};
  const dots =
    groups > 1
      ? `Dots and vertical lines: the design${run.result ? "" : " so far"}, a row a group. `
      : `Dots and vertical lines: the design${run.result ? "" : " so far"}, one dot a measurement (stacked where they coincide), values above. `;
  return {
    name: "design",
    title: run.result ? "Where to measure" : "Where to measure, so far",
    alt: `Courses of ${simulatorOf(run)} that the prior expects, and the design on them: ${designWords(run)}.`,
    caption:
      dots +
      `Bands and median: ${drawing.paths.length} courses simulated from the prior, without measurement noise; thin lines: ${Math.min(examples, drawing.paths.length)} of them.`,
    draw: (width) => drawDesign(drawing, design, { log: designAxis(run).log === true, windows: windowsOf(run), groups }, width),
  };
}

interface Quantiles {
  readonly x: number;
  readonly q05: number;
  readonly q25: number;
  readonly median: number;
  readonly q75: number;
  readonly q95: number;
}

/** Quantiles over the paths at each position. */
export function quantilesOf({ xs, paths }: Drawing): Quantiles[] {
  return xs.map((x, i) => {
    const sorted = paths
      .map((path) => path[i] as number)
      .filter(Number.isFinite)
      .sort((a, b) => a - b);
    const at = (p: number) => (sorted.length ? quantileSorted(sorted, p) : 0);
    return { x, q05: at(0.05), q25: at(0.25), median: at(0.5), q75: at(0.75), q95: at(0.95) };
  });
}

/** Where measurements may be, each window once; none where that is everywhere. */
function windowsOf(run: Run): (readonly [number, number])[] {
  const all = run.config?.about?.design.windows ?? [];
  const each = [...new Map(all.flat().map((window) => [window.join(), window])).values()];
  return each.length > 1 ? each : []; // one window is the axis's own range
}

interface Placed {
  readonly log: boolean;
  readonly windows: readonly (readonly [number, number])[];
  readonly groups: number;
}

/** @param log whether the design is one of ratios: its axis is logarithmic too, where the courses begin above 0 */
function drawDesign(drawing: Drawing, design: readonly number[], { log, windows, groups }: Placed, width: number): Spec {
  const small = width <= narrow;
  const quantiles = quantilesOf(drawing);
  const shown = drawing.paths.slice(0, examples);
  const domain: [number, number] = [min([...drawing.xs, ...design]), max([...drawing.xs, ...design])];
  const values = [...quantiles.flatMap(({ q05, q95 }) => [q05, q95]), quantile(shown.flat(), 0.01), quantile(shown.flat(), 0.99)];
  const low = min(values);
  const high = max(values);
  const pad = 0.04 * (high - low || 1);
  const entries: LegendEntry[] = [
    { label: "5–95 % of courses", swatch: "band", style: { color: palette.bandOuter } },
    { label: "25–75 %", swatch: "band", style: { color: palette.bandInner } },
    { label: "median", swatch: "line", style: { color: palette.blue, strokeWidth: 2 } },
    ...(windows.length > 0 ? [{ label: "allowed", swatch: "band" as const, style: allowed }] : []),
    { label: "examples", swatch: "line", style: { color: palette.quiet, strokeWidth: 0.8 } },
  ];
  const y: Axis = { domain: [low >= 0 ? 0 : low - pad, high + pad], title: drawing.yTitle };
  const bare: Frame = {
    total: width,
    height: small ? 220 : 280,
    margin: { left: labelRoom(groups > 1 ? 64 : 52, y), right: 26, top: 0, bottom: 44 },
    x: { domain, ...(log && domain[0] > 0 ? { log } : {}), title: drawing.xTitle, ticks: small ? 5 : 9 },
    y,
  };
  const stripTop = groups > 1 ? groupStripHeight(groups) : stripHeight(design, bare);
  const frame: Frame = { ...bare, margin: { ...bare.margin, top: stripTop + legendHeight(entries, width) } };
  const [floor, ceiling] = frame.y.domain;
  return plot(frame, [
    ...windows.map(([a, b]) =>
      band(
        [a, b].map((x) => ({ x, y: floor, y2: ceiling })),
        allowed,
      ),
    ),
    band(
      quantiles.map(({ x, q05, q95 }) => ({ x, y: q05, y2: q95 })),
      { color: palette.bandOuter },
    ),
    band(
      quantiles.map(({ x, q25, q75 }) => ({ x, y: q25, y2: q75 })),
      { color: palette.bandInner },
    ),
    line(
      shown.flatMap((path, p) => path.map((y, i) => ({ x: drawing.xs[i] as number, y, of: String(p) }))),
      { of: "of", color: palette.quiet, strokeWidth: 0.8, opacity: 0.75 },
    ),
    line(
      quantiles.map(({ x, median }) => ({ x, y: median })),
      { color: palette.blue, strokeWidth: 2 },
    ),
    segments(
      design.map((x) => ({ x, y: frame.y.domain[0], x2: x, y2: frame.y.domain[1] })),
      { color: palette.vermillion, strokeWidth: 1.4 },
    ),
    ...(groups > 1 ? groupStrip(design, groups, frame) : strip(design, frame)),
    ...legend(frame, entries, stripTop),
  ]);
}
