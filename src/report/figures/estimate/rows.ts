/** The rows themselves: dots, or where both sides are kinds, how many there are of each pair of kinds. */
import type { EstimateShown } from "../../../records/types.js";
import { type LegendEntry, legend, legendHeight } from "../../drawing/legend.js";
import { type Axis, atX, atY, dots, type Frame, plot, plotWidth, rects, texts, textWidth } from "../../drawing/marks.js";
import { palette } from "../../drawing/palette.js";
import { type Figure, narrow, type Spec } from "../../drawing/render.js";
import type { EstimatedRun } from "../../reading/estimate.js";

export function rowsFigure({ shown, result }: EstimatedRun): Figure {
  const { x, y, counts, points = [] } = shown;
  const pair = `${x.name} and ${y.name}`;
  const of =
    result.x.length * result.y.length > 1
      ? `, of all pairs of columns the one that looks most dependent where columns are cut into intervals`
      : "";
  if (counts)
    return {
      name: "rows",
      title: "The rows",
      alt: `How many rows there are of each pair of kinds of ${pair}: ${counts.map((row, i) => `${x.words?.[i]} ${row.join(", ")}`).join("; ")}.`,
      caption: `How many rows there are of each pair of kinds of ${pair}${of}. Blue: more than if they were independent, orange: fewer; the darker, the more standard deviations.`,
      draw: (width) => drawCounts(shown, counts, width),
    };
  const scales = [x, y].map(({ name, words }) => `${name} ${words ? "by its kinds, spread a little" : "by its normal scores"}`);
  return {
    name: "rows",
    title: "The rows",
    alt: `${points.length} rows, ${pair}: a dot each.`,
    caption: `${points.length === result.rows ? "All" : `${points.length.toLocaleString("en-US")} of the`} rows${points.length === result.rows ? "" : ", drawn at random"}: ${scales.join(", ")}${of}. Normal scores are the ranks, put where as many normal numbers would lie: information does not change by it, and what is left is dependence.`,
    draw: (width) => drawPoints(shown, points, width),
  };
}

type Named = EstimateShown["x"];

/** @param furthest of all scores from 0 */
function axisOf({ name, words }: Named, furthest: number): Axis {
  if (words) return { domain: [-0.5, words.length - 0.5], title: name, shown: false };
  return { domain: [-furthest, furthest], title: `${name} (normal score)`, ticks: 5, grid: true };
}

const shortened = (word: string, room: number): string => {
  let text = word;
  while (text.length > 2 && textWidth(text) > room) text = `${text.slice(0, -2)}…`;
  return textWidth(text) > room ? "" : text;
};

function frameOf({ x, y, points = [] }: EstimateShown, width: number, top: number, height: number): Frame {
  const scores = points.flatMap(([u, v]) => [...(x.words ? [] : [u]), ...(y.words ? [] : [v])]);
  const furthest = 0.2 + Math.max(1, ...scores.map(Math.abs));
  const longest = Math.max(0, ...(y.words ?? []).map((word) => textWidth(word)));
  return {
    total: width,
    height,
    margin: { left: y.words ? 44 + Math.min(110, longest) : 58, right: 16, top, bottom: 50 },
    x: axisOf(x, furthest),
    y: axisOf(y, furthest),
  };
}

/** Words below and left of the plot, and the columns' names, where no axis is drawn. */
function namesOn(frame: Frame, { x, y }: EstimateShown): Spec[] {
  const width = plotWidth(frame);
  const labels = { color: palette.quiet };
  const title = { fontSize: 13 };
  const across = x.words?.map((word, i) => ({
    x: i,
    y: atY(frame, frame.height + 14),
    text: shortened(word, width / (x.words?.length ?? 1) - 6),
  }));
  const up = y.words?.map((word, i) => ({ x: atX(frame, -8), y: i, text: shortened(word, 110) }));
  return [
    ...(across
      ? [
          texts(across, { ...labels, align: "center" }),
          texts([{ x: atX(frame, width / 2), y: atY(frame, frame.height + 36), text: x.name }], { ...title, align: "center" }),
        ]
      : []),
    ...(up
      ? [
          texts(up, { ...labels, align: "right" }),
          texts([{ x: atX(frame, 16 - frame.margin.left), y: atY(frame, frame.height / 2), text: y.name }], {
            ...title,
            align: "center",
            angle: 270,
          }),
        ]
      : []),
  ];
}

function drawPoints(shown: EstimateShown, points: readonly (readonly [number, number])[], width: number): Spec {
  const small = width <= narrow;
  const frame = frameOf(shown, width, 12, small ? 260 : 340);
  // A kind is a line of dots without this; the golden ratio spreads any number of them evenly.
  const spread = (value: number, i: number, { words }: Named) => (words ? value + 0.5 * (((i * 0.618034) % 1) - 0.5) : value);
  const placed = points.map(([u, v], i) => ({ x: spread(u, i, shown.x), y: spread(v, i * 7, shown.y) }));
  return plot(frame, [
    dots(placed, { color: palette.blue, size: points.length > 400 ? 10 : 24, opacity: 0.5, clip: true }),
    ...namesOn(frame, shown),
  ]);
}

function drawCounts(shown: EstimateShown, counts: readonly (readonly number[])[], width: number): Spec {
  const entries: LegendEntry[] = [
    { label: "more than if independent", swatch: "band", style: { color: palette.blue, opacity: 0.7 } },
    { label: "fewer", swatch: "band", style: { color: palette.vermillion, opacity: 0.7 } },
  ];
  const inY = shown.y.words?.length ?? 1;
  const bare = frameOf(shown, width, legendHeight(entries, width), Math.max(90, Math.min(400, 36 * inY)));
  const frame = { ...bare, y: { ...bare.y, domain: [inY - 0.5, -0.5] as const } }; // as tables are read
  const total = counts.flat().reduce((sum, n) => sum + n, 0);
  const ofX = counts.map((row) => row.reduce((sum, n) => sum + n, 0));
  const ofY = Array.from({ length: inY }, (_, j) => counts.reduce((sum, row) => sum + (row[j] as number), 0));
  const room = plotWidth(frame) / counts.length - 4;
  const cells = counts.flatMap((row, i) =>
    row.map((count, j) => {
      const expected = ((ofX[i] as number) * (ofY[j] as number)) / total;
      return { i, j, count, deviation: (count - expected) / Math.sqrt(expected) };
    }),
  );
  const filled = cells.map(({ i, j, deviation }) =>
    rects([{ x: i - 0.48, y: j - 0.48, x2: i + 0.48, y2: j + 0.48 }], {
      color: deviation > 0 ? palette.blue : palette.vermillion,
      opacity: 0.7 * Math.min(1, Math.abs(deviation) / 10),
    }),
  );
  const numbers = cells.flatMap(({ i, j, count }) =>
    textWidth(String(count)) <= room ? [{ x: i, y: j, text: String(count) }] : [],
  );
  return plot(frame, [...filled, texts(numbers, { align: "center" }), ...namesOn(frame, shown), ...legend(frame, entries)]);
}
