/** What every estimator says: values, intervals, sides and caps. */
import { nats } from "../../../basics/text.js";
import { estimatesOf, namesOf, quantityOf, sideWords } from "../../../records/estimateWords.js";
import type { InformationEstimate } from "../../../records/types.js";
import { type LegendEntry, legend, legendHeight } from "../../drawing/legend.js";
import { atX, dots, type Frame, haloed, plot, segments } from "../../drawing/marks.js";
import { palette } from "../../drawing/palette.js";
import { type Figure, narrow, type Spec } from "../../drawing/render.js";
import type { EstimatedRun } from "../../reading/estimate.js";

const styles = {
  lower: { color: palette.green, shape: "circle", size: 65 },
  upper: { color: palette.purple, shape: "triangle-down", size: 65 },
  neither: { color: palette.ochre, shape: "square", size: 50 },
} as const;
const capStyle = { color: palette.vermillion, strokeWidth: 2.5 };

export function estimatesFigure({ result }: EstimatedRun): Figure {
  const found = estimatesOf(result);
  const names = namesOf(found);
  const all = found.map((one, i) => ({ ...one, estimator: names[i] as string }));
  const words = all.map(({ estimator, value, se, side }) => `${estimator} ${nats(value, se)} (${sideWords[side]})`);
  return {
    name: "estimates",
    title: all.length === 1 ? "The estimate" : "The estimate, beside the others",
    alt: `${quantityOf(result)} in nats: ${words.join(", ")}.`,
    caption:
      "Bars are 95 % intervals. The first row is what is reported. A lower bound is at most as large as the information on average, whatever was learned; an estimate that is no bound may be wrong on either side." +
      (all.some((one) => capOf(one) !== undefined)
        ? " Orange line: the cap, above which the estimator cannot say anything."
        : "") +
      " Values beyond the picture's edges are given as numbers.",
    draw: (width) => drawEstimates(all, quantityOf(result), width),
  };
}

/** Where it is near enough to matter. */
const capOf = ({ cap, value }: InformationEstimate): number | undefined => (cap !== null && value > 0.5 * cap ? cap : undefined);

const rowHeight = (rows: number): number => (rows > 8 ? 30 : 40);

function drawEstimates(all: readonly InformationEstimate[], what: string, width: number): Spec {
  const small = width <= narrow;
  const [low, high] = domainOf(all);
  const sides = [...new Set(all.map(({ side }) => side))];
  const caps = all.flatMap((one, row) => (capOf(one) === undefined ? [] : [{ x: capOf(one) as number, row }]));
  const entries: LegendEntry[] = [
    ...sides.map((side): LegendEntry => ({ label: sideWords[side], swatch: "point", style: styles[side] })),
    ...(caps.length > 0 ? [{ label: "cap", swatch: "line" as const, style: capStyle }] : []),
  ];
  const frame: Frame = {
    total: width,
    height: all.length * rowHeight(all.length),
    margin: { left: 16, right: 16, top: legendHeight(entries, width), bottom: 46 },
    x: { domain: [low, high], title: `${what} (nats)`, grid: true, ticks: small ? 4 : 8 },
    y: { domain: [all.length - 0.5, -0.5], shown: false },
  };
  const inside = (x: number) => Math.max(low, Math.min(high, x));
  const level = (row: number) => row + 0.22;
  return plot(frame, [
    segments(
      caps.filter(({ x }) => x <= high).map(({ x, row }) => ({ x, y: row - 0.05, x2: x, y2: row + 0.48 })),
      capStyle,
    ),
    ...sides.flatMap((side) => {
      const own = all.flatMap((one, row) => (one.side === side ? [{ ...one, row }] : []));
      return [
        segments(
          own.map(({ interval: [from, to], row }) => ({ x: inside(from), y: level(row), x2: inside(to), y2: level(row) })),
          { color: styles[side].color, strokeWidth: 2.2 },
        ),
        dots(
          own.filter(({ value }) => value === inside(value)).map(({ value, row }) => ({ x: value, y: level(row) })),
          styles[side],
        ),
      ];
    }),
    ...all.flatMap(({ estimator, value, se }, row) => {
      const y = row - 0.2;
      const weight = row === 0 ? "bold" : "normal";
      return [
        ...haloed({ x: atX(frame, 0), y, text: estimator }, { fontWeight: weight, fontSize: 13 }),
        ...haloed(
          { x: atX(frame, frame.total - 32), y, text: nats(value, se) },
          { align: "right", fontWeight: weight, color: row === 0 ? palette.ink : palette.quiet },
        ),
      ];
    }),
    ...legend(frame, entries),
  ]);
}

/** All of the first, 0, and of the others what is not too far away. */
function domainOf(all: readonly InformationEstimate[]): [number, number] {
  const [first, ...others] = all as [InformationEstimate, ...InformationEstimate[]];
  const [from, to] = first.interval;
  const reach = 1.5 * Math.max(0.1, Math.abs(first.value), to - from);
  const ends = others.flatMap(({ interval }) => interval).concat(all.flatMap((one) => capOf(one) ?? []));
  const low = Math.max(from - reach, Math.min(0, from, ...ends));
  const high = Math.min(to + reach, Math.max(0, to, ...ends));
  const pad = 0.05 * (high - low);
  return [low < 0 ? low - pad : low, high + pad];
}
