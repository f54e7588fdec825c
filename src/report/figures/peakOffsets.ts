/** How far from the peak of its course each measurement lies, policy beside static design. */
import { max, min } from "simple-statistics";
import { decimals, fixed, named } from "../../basics/text.js";
import { type LegendEntry, legend, legendHeight } from "../drawing/legend.js";
import { band, type Frame, line, plot, segments } from "../drawing/marks.js";
import { palette } from "../drawing/palette.js";
import { type Figure, narrow, type Spec } from "../drawing/render.js";
import { unitOf } from "../reading/facts.js";
import { type Peaks, peaksOf } from "../reading/peaks.js";
import type { Run } from "../reading/run.js";

export function peakOffsetsFigure(run: Run): Figure | undefined {
  const peaks = peaksOf(run);
  if (!peaks) return undefined;
  const { policy, fixed: planned, count, window } = peaks;
  const share = ({ near }: Peaks["policy"]) => `${fixed(100 * near.value, 0)} %`;
  return {
    name: "peaks",
    title: "Measurements around the peak",
    alt: `${share(policy)} of the policy's measurements lie within ${decimals(window, 1)} ${unitOf(run)} of the peak${planned ? `, ${share(planned)} of the static design's` : ""}.`,
    caption: `Time of each measurement minus that of its course's highest point, over ${count} simulated experiments with a peak inside the axis; shares of all measurements in bins of ${decimals(window / 2, 1)} ${unitOf(run)}.`,
    draw: (width) => drawOffsets(run, peaks, width),
  };
}

interface Bin {
  readonly from: number;
  readonly to: number;
  /** Percent. */
  readonly share: number;
}

/** Far more than there are pixels. */
const mostBins = 10_000;

/** Bins whose edges are multiples of `size`, over the whole of [low, high]. */
export function binsOf(values: readonly number[], size: number, low: number, high: number): Bin[] {
  const first = Math.floor(low / size);
  const last = Math.ceil(high / size);
  if (!(last - first <= mostBins)) throw new RangeError(`${last - first} bins`);
  return Array.from({ length: last - first }, (_, i) => {
    const from = (first + i) * size;
    const inside = values.filter((x) => x >= from && x < from + size).length;
    return { from, to: from + size, share: (100 * inside) / values.length };
  });
}

function drawOffsets(run: Run, { policy, fixed: planned, window }: Peaks, width: number): Spec {
  const small = width <= narrow;
  const offsets = [...policy.offsets, ...(planned?.offsets ?? [])];
  const [low, high] = [min(offsets), max(offsets) + 1e-9];
  const bins = (values: readonly number[]) => binsOf(values, window / 2, low, high);
  const own = bins(policy.offsets);
  const other = planned ? bins(planned.offsets) : [];
  const most = max([...own, ...other].map(({ share }) => share));
  const entries: LegendEntry[] = [
    { label: "policy", swatch: "band", style: { color: palette.bandInner } },
    ...(planned
      ? [{ label: "static design", swatch: "line" as const, style: { color: palette.vermillion, strokeWidth: 1.8 } }]
      : []),
    { label: "the peak", swatch: "line", style: { color: palette.ink, strokeDash: [4, 3] } },
  ];
  const unit = unitOf(run);
  const frame: Frame = {
    total: width,
    height: small ? 180 : 210,
    margin: { left: 52, right: 18, top: legendHeight(entries, width), bottom: 46 },
    x: {
      domain: [own[0]?.from ?? 0, own.at(-1)?.to ?? 1],
      title: named("measurement minus peak", unit),
      ticks: small ? 5 : 9,
    },
    y: { domain: [0, 1.08 * most], title: "share of measurements (%)", ticks: 5 },
  };
  const outline = (list: readonly Bin[]) => list.flatMap(({ from, to, share: y }) => [{ x: from, y }, { x: to, y }]); // biome-ignore format: short
  return plot(frame, [
    band(
      outline(own).map(({ x, y }) => ({ x, y: 0, y2: y })),
      { color: palette.bandInner },
    ),
    line(outline(own), { color: palette.blue, strokeWidth: 1.4 }),
    ...(planned ? [line(outline(other), { color: palette.vermillion, strokeWidth: 1.8 })] : []),
    segments([{ x: 0, y: 0, x2: 0, y2: frame.y.domain[1] }], { color: palette.ink, strokeDash: [4, 3], strokeWidth: 1.2 }),
    ...legend(frame, entries),
  ]);
}
