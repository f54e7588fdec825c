/** Which parameters go together after the data, over the prior. */
import { sampleCorrelation } from "simple-statistics";
import { fixed } from "../../../basics/text.js";
import { type LegendEntry, legend, legendHeight } from "../../drawing/legend.js";
import { atX, atY, dots, labelRoom, texts } from "../../drawing/marks.js";
import { palette } from "../../drawing/palette.js";
import { type Panel, panelFrame, panels } from "../../drawing/panels.js";
import { type Figure, narrow, type Spec } from "../../drawing/render.js";
import type { InferredRun } from "../../reading/inference.js";
import { columnOf, rangeOf, titleOf } from "./columns.js";

const mostPairs = 6;
/** More dots would be a blot. */
const mostDots = 500;

interface Pair {
  readonly i: number;
  readonly j: number;
  readonly correlation: number;
}

/** Those that go together most. */
function pairsOf({ result: { parameters }, shown }: InferredRun): Pair[] {
  const all = parameters.flatMap((_, j) =>
    parameters.slice(0, j).map((__, i): Pair => {
      const correlation = sampleCorrelation(columnOf(shown.posterior, i), columnOf(shown.posterior, j));
      return { i, j, correlation: Number.isFinite(correlation) ? correlation : 0 };
    }),
  );
  return all
    .sort((a, b) => Math.abs(b.correlation) - Math.abs(a.correlation))
    .slice(0, mostPairs)
    .sort((a, b) => a.j - b.j || a.i - b.i);
}

export function pairsFigure(inference: InferredRun): Figure | undefined {
  const { parameters } = inference.result;
  if (parameters.length < 2) return undefined;
  const pairs = pairsOf(inference);
  const words = pairs.map(
    ({ i, j, correlation }) => `${parameters[i]?.name} and ${parameters[j]?.name} ${fixed(correlation, 2)}`,
  );
  const count = (parameters.length * (parameters.length - 1)) / 2;
  return {
    name: "pairs",
    title: "Which parameters go together",
    alt: `Draws of pairs of parameters before and after the data. Correlations after the data: ${words.join(", ")}.`,
    caption:
      "One dot a draw: grey before the data, blue after; in the corner the correlation after the data." +
      (count > pairs.length ? ` The ${pairs.length} of ${count} pairs that go together most.` : ""),
    draw: (width) => drawPairs(inference, pairs, width),
  };
}

function drawPairs({ result: { parameters }, shown }: InferredRun, pairs: readonly Pair[], width: number): Spec {
  const small = width <= narrow;
  const columns = small ? 1 : Math.min(pairs.length === 4 ? 2 : 3, pairs.length);
  const entries: LegendEntry[] = [
    { label: "before the data", swatch: "point", style: { color: palette.faint, size: 30 } },
    { label: "after", swatch: "point", style: { color: palette.blue, size: 30 } },
  ];
  const ranges = parameters.map((_, j) => rangeOf(columnOf(shown.prior, j), columnOf(shown.posterior, j)));
  const left = Math.max(...pairs.map(({ j }) => labelRoom(60, { domain: ranges[j] as [number, number], title: "y" })));
  const grid = {
    total: width,
    columns,
    height: small ? 220 : 190,
    margin: { left, right: 14, top: legendHeight(entries, width), bottom: 46 },
    gap: { x: left + 10, y: 62 },
  };
  const made = pairs.map(({ i, j, correlation }, at): Panel => {
    const axis = (k: number) => ({
      domain: ranges[k] as [number, number],
      title: titleOf(parameters[k] as (typeof parameters)[number]),
      ticks: 4,
    });
    const frame = panelFrame(grid, at, { ...axis(i), grid: true }, axis(j));
    const clouds = [shown.prior, shown.posterior].map((rows) =>
      rows
        .slice(0, mostDots)
        .map((row) => ({ x: row[i] as number, y: row[j] as number }))
        .filter(({ x, y }) => inside(x, ranges[i] as [number, number]) && inside(y, ranges[j] as [number, number])),
    ) as [Dot[], Dot[]];
    const corner = { x: atX(frame, 6), y: atY(frame, 9), text: `r = ${fixed(correlation, 2)}` };
    return {
      frame,
      layers: [
        dots(clouds[0], { color: palette.faint, size: 6, opacity: 0.5 }),
        dots(clouds[1], { color: palette.blue, size: 8, opacity: 0.6 }),
        texts([corner], { color: palette.ink, fontWeight: "bold" }),
        ...(at === 0 ? legend(frame, entries) : []),
      ],
    };
  });
  return panels(grid, made);
}

type Dot = { readonly x: number; readonly y: number };

const inside = (x: number, [low, high]: readonly [number, number]): boolean => x >= low && x <= high;
