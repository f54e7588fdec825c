/** One figure a part: ours along its columns, the paper's beside them, and the truth. */
import { max, min } from "simple-statistics";
import { plusMinus } from "../../basics/text.js";
import { type LegendEntry, legend, legendHeight } from "../../report/drawing/legend.js";
import { dots, type Frame, labelRoom, line, plot, segments } from "../../report/drawing/marks.js";
import { colourOf, palette } from "../../report/drawing/palette.js";
import { type Figure, narrow, type Spec } from "../../report/drawing/render.js";
import type { ComparedPart } from "./types.js";

interface Point {
  readonly x: number;
  readonly y: number;
}

/** undefined where the columns are no numbers, or nothing is done. */
export function partFigure(part: ComparedPart): Figure | undefined {
  const { name, title, rows, columns, of, along } = part;
  const xs = columns.filter((column) => typeof column === "number");
  const done = rows.filter(({ ours }) => ours.some((one) => one !== null));
  if (xs.length < columns.length || xs.length < 2 || done.length === 0) return undefined;
  const said = done.map(
    ({ label, ours }) =>
      `${label}: ${ours.flatMap((one, i) => (one ? [`${columns[i]} ${plusMinus({ value: one.value, se: one.se ?? 0 })}`] : [])).join(", ")}`,
  );
  const printed = done.some(({ published }) => published.some((one) => one !== null));
  return {
    name,
    title,
    alt: `${of} along ${along}. ${said.join("; ")}.`,
    caption: `Lines with dots: ours, with 95 % intervals.${printed ? " Crosses with dashed lines: the paper's numbers, in the same colour." : ""}${part.truth ? " Black: the truth." : ""}`,
    draw: (width) => draw({ ...part, rows: done }, xs, width),
  };
}

function draw({ rows, of, along, truth, log }: ComparedPart, xs: readonly number[], width: number): Spec {
  const small = width <= narrow;
  const series = rows.map(({ label, ours, published }, i) => ({
    label,
    color: colourOf(i),
    ours: ours.flatMap((one, at) => (one ? [{ x: xs[at] as number, y: one.value, half: 1.96 * (one.se ?? 0) }] : [])),
    published: published.flatMap((y, at) => (y === null ? [] : [{ x: xs[at] as number, y }])),
  }));
  const known = (truth ?? []).map((y, at) => ({ x: xs[at] as number, y }));
  const shown = (point: Point) => !log || point.y > 0;
  const all = [...known, ...series.flatMap((one) => [...one.ours, ...one.published])].filter(shown).map(({ y }) => y);
  const domain = log ? ([min(all) / 1.4, max(all) * 1.4] as const) : padded(min([0, ...all]), max(all));
  const entries: LegendEntry[] = [
    ...(known.length > 0
      ? [{ label: "truth", swatch: "line" as const, style: { color: palette.ink, strokeWidth: 1.5, strokeDash: [1, 0] } }]
      : []),
    ...series.map(
      ({ label, color }): LegendEntry => ({ label, swatch: "line", style: { color, strokeWidth: 2, strokeDash: [1, 0] } }),
    ),
  ];
  const y = { domain, title: of, ...(log ? { log } : {}) };
  const [least, most] = [min([...xs]), max([...xs])];
  const wide = least > 0 && most / least >= 8;
  const room = wide ? (most / least) ** 0.05 : 0.05 * (most - least);
  const frame: Frame = {
    total: width,
    height: small ? 250 : 340,
    margin: { left: labelRoom(52, y), right: 18, top: legendHeight(entries, width), bottom: 46 },
    x: {
      domain: wide ? [least / room, most * room] : [least - room, most + room],
      title: along,
      at: [...xs],
      ...(wide ? { log: true } : {}),
    },
    y,
  };
  const cut = (v: number) => Math.min(domain[1], Math.max(domain[0], v));
  const layers = series.flatMap(({ color, ours, published }) => [
    line(published.filter(shown), { color, strokeDash: [4, 3], strokeWidth: 1.2 }),
    dots(published.filter(shown), { color, shape: "cross", size: 45 }),
    line(
      ours.filter(shown).map(({ x, y: v }) => ({ x, y: v })),
      { color, strokeWidth: 2 },
    ),
    segments(
      ours.filter(shown).map(({ x, y: v, half }) => ({ x, y: cut(v - half), x2: x, y2: cut(v + half) })),
      { color, strokeWidth: 2 },
    ),
    dots(
      ours.filter(shown).map(({ x, y: v }) => ({ x, y: v })),
      { color, size: 40 },
    ),
  ]);
  return plot(frame, [line(known.filter(shown), { color: palette.ink, strokeWidth: 1.5 }), ...layers, ...legend(frame, entries)]);
}

function padded(low: number, high: number): readonly [number, number] {
  const pad = 0.06 * (high - low || 1);
  return [low < 0 ? low - pad : low, high + pad];
}
