/** One figure a part: ours along its columns, the paper's beside them, and the truth. */
import { max, median, min } from "simple-statistics";
import { plusMinus } from "../../basics/text.js";
import { type LegendEntry, legend, legendHeight } from "../../report/drawing/legend.js";
import { dots, type Frame, labelRoom, line, plot, segments } from "../../report/drawing/marks.js";
import { palette, styleOf } from "../../report/drawing/palette.js";
import { type Figure, narrow, type Spec } from "../../report/drawing/render.js";
import type { ComparedPart } from "./types.js";
import { hasErrors } from "./words.js";

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
    caption: `Lines with dots: ours${hasErrors(done) ? ", with 95 % intervals" : ""}.${printed ? " Crosses with dashed lines: the paper's numbers, in the same colour." : ""}${part.truth ? " Grey: the truth." : ""} What leaves the picture is cut: the table has it.`,
    draw: (width) => draw({ ...part, rows: done }, xs, width),
  };
}

function draw({ rows, of, along, truth, log }: ComparedPart, xs: readonly number[], width: number): Spec {
  const small = width <= narrow;
  const fits = (y: number) => !log || y > 0; // a printed 0.00 has no place on a logarithmic axis
  const series = rows.map(({ label, ours, published }, i) => ({
    label,
    style: styleOf(i),
    ours: ours.flatMap((one, at) =>
      one && fits(one.value) ? [{ x: xs[at] as number, y: one.value, half: 1.96 * (one.se ?? 0) }] : [],
    ),
    published: published.flatMap((y, at) => (y === null || !fits(y) ? [] : [{ x: xs[at] as number, y }])),
  }));
  const known = (truth ?? []).map((y, at) => ({ x: xs[at] as number, y }));
  const all = [...known, ...series.flatMap((one) => [...one.ours, ...one.published])].map(({ y }) => y);
  const domain = log ? logDomain(all) : domainOf(all, [...known, ...series.flatMap((one) => one.published)]);
  const shown = ({ y }: Point) => y >= domain[0] && y <= domain[1];
  const entries: LegendEntry[] = [
    ...(known.length > 0 ? [{ label: "truth", swatch: "line" as const, style: truthStyle }] : []),
    ...series.map(({ label, style }): LegendEntry => ({ label, swatch: "line", style })),
  ];
  const y = { domain, title: of, ...(log ? { log } : {}) };
  const [least, most] = [min([...xs]), max([...xs])];
  const wide = least > 0 && most / least >= 8;
  const room = wide ? (most / least) ** 0.05 : 0.05 * (most - least);
  const frame: Frame = {
    total: width,
    height: small ? 250 : 340,
    margin: { left: labelRoom(log ? 74 : 62, y), right: 18, top: legendHeight(entries, width), bottom: 46 },
    x: {
      domain: wide ? [least / room, most * room] : [least - room, most + room],
      title: along,
      at: [...xs],
      whole: xs.every(Number.isInteger),
      ...(wide ? { log: true } : {}),
    },
    y,
  };
  const cut = (v: number) => Math.min(domain[1], Math.max(domain[0], v));
  const layers = series.flatMap(({ style, style: { color }, ours, published }) => [
    line(published, { color, strokeDash: [4, 3], strokeWidth: 1.2 }),
    dots(published.filter(shown), { color, shape: "cross", size: 45 }),
    line(
      ours.map(({ x, y: v }) => ({ x, y: v })),
      style,
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
  return plot(frame, [line(known, truthStyle), ...layers, ...legend(frame, entries)]);
}

const truthStyle = { color: palette.quiet, strokeWidth: 5, opacity: 0.35, strokeDash: [1, 0] };

/** What diverges would leave a line at 0 of all others: nothing is drawn so many times farther out than what is known, or than the median. */
const farthest = { linear: 1.5, log: 1000 } as const;

/** @param given the truth and the published numbers, where there are some */
function domainOf(all: readonly number[], given: readonly Point[]): readonly [number, number] {
  const reach = farthest.linear * max([0, ...given.map(({ y }) => Math.abs(y))]);
  const [low, high] = [min([0, ...all]), max([0, ...all])];
  const ends = reach > 0 ? [Math.max(low, -reach), Math.min(high, reach)] : [low, high];
  return padded(ends[0] as number, ends[1] as number);
}

function logDomain(all: readonly number[]): readonly [number, number] {
  const positive = all.filter((y) => y > 0);
  const centre = median(positive);
  return [Math.max(min(positive), centre / farthest.log) / 1.4, Math.min(max(positive), centre * farthest.log) * 1.4];
}

function padded(low: number, high: number): readonly [number, number] {
  const pad = 0.06 * (high - low || 1);
  return [low < 0 ? low - pad : low, high + pad];
}
