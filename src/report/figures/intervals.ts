/** Information gains side by side: bounds with 95 % intervals, exact values where they exist. One row a design. */
import { max, min } from "simple-statistics";
import { halfWidth, nats } from "../../basics/text.js";
import type { Estimate, Gain } from "../../contracts/gain.js";
import { type LegendEntry, legend, legendHeight } from "../drawing/legend.js";
import { atX, dots, type Frame, haloed, plot, segments, textWidth } from "../drawing/marks.js";
import { palette } from "../drawing/palette.js";
import { narrow, type Spec } from "../drawing/render.js";

export interface IntervalRow {
  readonly label: string;
  readonly gain: Gain;
  /** The design in question, as opposed to what it is compared with. */
  readonly strong: boolean;
}

const styles = {
  lower: { color: palette.green, shape: "circle", size: 65 },
  upper: { color: palette.purple, shape: "triangle-down", size: 65 },
  exact: { color: palette.ink, shape: "diamond", size: 75 },
  other: { color: palette.ochre, shape: "square", size: 50 },
} as const;
type Kind = keyof typeof styles;

interface Entry {
  readonly kind: Kind;
  readonly value: number;
  readonly half: number;
}

function entriesOf(gain: Gain): Entry[] {
  const entry = (kind: Kind, estimate: Estimate | null): Entry[] =>
    estimate ? [{ kind, value: estimate.value, half: halfWidth(estimate) }] : [];
  return [
    ...entry("lower", gain.lower),
    ...entry("upper", gain.upper),
    // their spread is no error of the gain
    ...(gain.other ?? []).map(({ value }) => ({ kind: "other" as const, value, half: 0 })),
    ...(gain.exact === undefined
      ? []
      : [{ kind: "exact" as const, value: gain.exact, half: halfWidth({ se: gain.exactSe ?? 0 }) }]),
  ];
}

/** Caps that lie near enough to the estimates to matter. */
function capsOf(rows: readonly IntervalRow[]): number[] {
  const caps = rows.flatMap(({ gain: { lower } }) =>
    lower?.cap !== undefined && lower.value > 0.8 * lower.cap ? [lower.cap] : [],
  );
  return [...new Set(caps)];
}

function domainOf(rows: readonly IntervalRow[]): [number, number] {
  const entries = rows.flatMap(({ gain }) => entriesOf(gain));
  const low = min(entries.map(({ value, half }) => value - half));
  const high = max([...entries.map(({ value, half }) => value + half), ...capsOf(rows)]);
  const pad = 0.08 * (high - low || 1);
  // Zero is shown where that costs little room.
  return [low >= 0 && low - pad < 0.35 * high ? 0 : low - pad, high + pad];
}

const rowHeight = 60;

export function drawIntervals(rows: readonly IntervalRow[], width: number): Spec {
  const small = width <= narrow;
  const all = rows.map(({ gain }) => entriesOf(gain));
  const others = [...new Set(rows.flatMap(({ gain }) => (gain.other ?? []).map(({ method }) => method)))];
  const names: Record<Kind, string> = { lower: "lower bound", upper: "upper bound", exact: "exact", other: others.join(", ") };
  const used = (Object.keys(styles) as Kind[]).filter((kind) => all.flat().some((entry) => entry.kind === kind));
  const legendEntries: LegendEntry[] = used.map((kind) => ({ label: names[kind], swatch: "point", style: styles[kind] }));
  const caps = capsOf(rows);
  if (caps.length) legendEntries.push({ label: "cap", swatch: "line", style: { color: palette.vermillion, strokeDash: [7, 3] } });
  const frame: Frame = {
    total: width,
    height: rows.length * rowHeight,
    margin: { left: 16, right: 16, top: legendHeight(legendEntries, width), bottom: 46 },
    x: { domain: domainOf(rows), title: "information gain (nats)", grid: true, ticks: small ? 4 : 8 },
    y: { domain: [rows.length - 0.5, -0.5], shown: false },
  };
  // Within a row the marks sit on their own levels, so that close values do not hide each other.
  const level = (row: number, index: number, count: number) =>
    row + 0.13 + (count > 1 ? (index / (count - 1) - 0.5) * 0.17 * (count - 1) : 0);
  const placed = all.flatMap((entries, row) =>
    entries.map((entry, i) => ({ ...entry, x: entry.value, y: level(row, i, entries.length) })),
  );
  return plot(frame, [
    ...caps.map((cap) =>
      segments([{ x: cap, y: -0.5, x2: cap, y2: rows.length - 0.5 }], {
        color: palette.vermillion,
        strokeDash: [7, 3],
        strokeWidth: 1.4,
      }),
    ),
    ...used.map((kind) =>
      segments(
        placed
          .filter((entry) => entry.kind === kind && entry.half > 0)
          .map(({ value, half, y }) => ({ x: value - half, y, x2: value + half, y2: y })),
        { color: styles[kind].color, strokeWidth: 2.2 },
      ),
    ),
    ...used.map((kind) =>
      dots(
        placed.filter((entry) => entry.kind === kind).map(({ x, y }) => ({ x, y })),
        styles[kind],
      ),
    ),
    ...rowLabels(rows, frame, small),
    ...legend(frame, legendEntries),
  ]);
}

/** The name and the numbers of each row on a line of their own above its marks. */
function rowLabels(rows: readonly IntervalRow[], frame: Frame, small: boolean): Spec[] {
  const size = 13;
  return rows.flatMap(({ label, gain, strong }, row) => {
    const weight = strong ? "bold" : "normal";
    const room = (frame.total - 32) * (small ? 0.62 : 0.5);
    const name = shorten(label, room, size);
    const y = row - 0.29;
    const value = { x: atX(frame, frame.total - 32), y, text: numbers(gain, small) };
    return [
      ...haloed({ x: atX(frame, 0), y, text: name }, { fontWeight: weight, fontSize: size }),
      ...haloed(value, { align: "right", color: strong ? palette.ink : palette.quiet }),
    ];
  });
}

function shorten(label: string, room: number, size: number): string {
  let text = label;
  while (text.length > 4 && textWidth(text, size) > room) text = `${text.slice(0, -2)}…`;
  return text;
}

/** The values in figures: all of them, or in little room the exact one or the bounds alone. */
function numbers({ lower, upper, exact, other }: Gain, small: boolean): string {
  const of = (name: string, estimate: Estimate | null) => (estimate ? [{ name, text: nats(estimate.value, estimate.se) }] : []);
  const bounds = [...of("lower", lower), ...of("upper", upper)];
  const truth = exact === undefined ? [] : [{ name: "exact", text: nats(exact) }];
  const others = (other ?? []).map(({ method, value }) => ({ name: method, text: nats(value, 0.1) }));
  const named = (parts: readonly { name: string; text: string }[]) => parts.map(({ name, text }) => `${name} ${text}`).join(", ");
  if (!small) return named([...bounds, ...truth, ...others]);
  if (truth.length) return named(truth);
  return bounds.length === 2 ? bounds.map(({ text }) => text).join(" to ") : named(bounds.length ? bounds : others);
}
