/**
 * The few marks that the figures are made of. Every figure has one pair of axes with fixed limits and fixed margins, so
 * that a pixel position has a data coordinate: labels, legends and stacked dots are placed by arithmetic, not by luck.
 */
import { palette } from "./palette.js";
import type { Spec } from "./render.js";

export interface Axis {
  readonly domain: readonly [number, number];
  readonly title?: string;
  /** False: no axis is drawn. */
  readonly shown?: boolean;
  readonly grid?: boolean;
  readonly ticks?: number;
  /** Ticks at these and nowhere else. */
  readonly at?: readonly number[];
  /** Whole numbers only: what is counted. */
  readonly whole?: boolean;
  /** A logarithmic axis. */
  readonly log?: boolean;
}

export interface Frame {
  /** Size of the whole picture. */
  readonly total: number;
  readonly height: number;
  readonly margin: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
  readonly x: Axis;
  readonly y: Axis;
}

export interface Point {
  readonly x: number;
  readonly y: number;
  readonly [field: string]: unknown;
}

/** Where a line breaks off. */
export interface Gap {
  readonly x: null;
  readonly y: null;
}

export const fontSize = 12;

/** Width of a text in the widest usual font, DejaVu Sans, CSS pixels: in Helvetica or Arial, labels have a tenth more room than they need. */
export function textWidth(text: string, size: number = fontSize): number {
  let ems = 0;
  for (const character of text)
    ems += /[.,:;|!'il ()\u00a0]/.test(character)
      ? 0.34
      : /[mwMW±×−–]/.test(character)
        ? 0.86
        : /[A-Z]/.test(character)
          ? 0.7
          : 0.62;
  return ems * size;
}

/**
 * Room left of a plot for the labels of its vertical axis, CSS pixels: `usual`, or more where numbers are long, as Julian dates are.
 * A third of the range has the decimals of the labels; on a logarithmic axis each end has its own, and labels may be longer than its ends', as 1,000 before 2000.
 */
export function labelRoom(usual: number, { domain, title, log }: Pick<Axis, "domain" | "title" | "log">): number {
  const apart = Math.abs(domain[1] - domain[0]) / 3;
  const decimalsOf = (step: number) => (step > 0 ? Math.min(12, Math.max(0, Math.ceil(-Math.log10(step)))) : 0);
  const widths = domain.map((value) => {
    const decimals = decimalsOf(log ? value : apart);
    const format = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
    return textWidth(value.toLocaleString("en-US", format).replace("-", "−"));
  });
  return Math.ceil(Math.max(usual, Math.max(...widths) + (title ? 28 : 10) + (log ? 8 : 0)));
}

export function plotWidth({ total, margin }: Frame): number {
  return total - margin.left - margin.right;
}

/** Data coordinate of a pixel position inside the plot, from the left or from the top; outside is negative or beyond. */
export function atX(frame: Frame, pixels: number): number {
  const { at, from, to } = along(frame.x);
  return at(from + (pixels / plotWidth(frame)) * (to - from));
}

export function atY(frame: Frame, pixels: number): number {
  const { at, from, to } = along(frame.y);
  return at(to - (pixels / frame.height) * (to - from));
}

export function pixelX(frame: Frame, x: number): number {
  const { of, from, to } = along(frame.x);
  return ((of(x) - from) / (to - from)) * plotWidth(frame);
}

export function pixelY(frame: Frame, y: number): number {
  const { of, from, to } = along(frame.y);
  return ((to - of(y)) / (to - from)) * frame.height;
}

const same = (x: number): number => x;

/** What is even along an axis: its values, or their logarithms. */
export function along({ domain: [low, high], log }: Axis) {
  const [of, at] = log ? [Math.log, Math.exp] : [same, same];
  return { of, at, from: of(low), to: of(high) };
}

/** Of a logarithmic axis over decades: powers of ten alone, else lines of all their multiples hide what is drawn. */
function powersOfTen([low, high]: Axis["domain"]): readonly number[] | undefined {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const count = Math.floor(Math.log10(high) + 1e-9) - first + 1;
  return count < 3 ? undefined : Array.from({ length: count }, (_, i) => Number(`1e${first + i}`));
}

/** Layers on a frame; later ones lie on top. */
export function plot(frame: Frame, layers: readonly Spec[]): Spec {
  const { total, height, margin } = frame;
  return {
    width: plotWidth(frame),
    height,
    padding: margin,
    autosize: { type: "none" },
    encoding: { x: channel("x", frame.x), y: channel("y", frame.y) },
    layer: layers,
    usermeta: { total },
  };
}

export function channel(
  field: "x" | "y",
  { domain, title, shown = true, grid = field === "y", ticks = 6, at, whole, log }: Axis,
): Spec {
  const values = at ?? (log ? powersOfTen(domain) : undefined);
  const axis = shown
    ? {
        title: title ?? null,
        grid,
        tickCount: ticks,
        ...(values ? { values } : {}),
        ...(log && field === "x" ? { labelPadding: 7 } : {}), // below the first label of the vertical axis, which is as long
        ...(whole ? { tickMinStep: 1 } : {}),
        ...(whole && at ? { format: ",d" } : {}), // else as many decimals as ticks of its own would have
        domain: !grid,
        ticks: !grid,
      }
    : null;
  const scale = log ? { type: "log", domain, nice: false } : { domain, nice: false, zero: false };
  return { field, type: "quantitative", scale, axis };
}

/** One line for each value of `of`, or a single one. */
export function line(points: readonly (Point | Gap)[], style: Spec & { readonly of?: string }): Spec {
  const { of, ...mark } = style;
  return {
    data: { values: points },
    // Points come in order along the line; left to itself Vega-Lite sorts them by x.
    mark: { type: "line", order: null, clip: true, strokeWidth: 1.5, ...mark },
    ...(of ? { encoding: { detail: { field: of, type: "nominal" } } } : {}),
  };
}

/** Between y and y2 (each point has both). */
export function band(points: readonly (Point & { y2: number })[], style: Spec): Spec {
  return {
    data: { values: points },
    mark: { type: "area", order: null, clip: true, ...style },
    encoding: { y2: { field: "y2" } },
  };
}

export function dots(points: readonly Point[], style: Spec): Spec {
  return { data: { values: points }, mark: { type: "point", filled: true, opacity: 1, size: 60, ...style } };
}

/** From (x, y) to (x2, y2) each. */
export function rects(points: readonly (Point & { x2: number; y2: number })[], style: Spec): Spec {
  return { data: { values: points }, mark: { type: "rect", ...style }, encoding: { x2: { field: "x2" }, y2: { field: "y2" } } };
}

/** Texts in the points' field `text`. */
export function texts(points: readonly (Point & { text: string })[], style: Spec = {}): Spec {
  return {
    data: { values: points },
    mark: { type: "text", fontSize, baseline: "middle", align: "left", color: palette.ink, ...style },
    encoding: { text: { field: "text", type: "nominal" } },
  };
}

/** Straight segments from (x, y) to (x2, y2), not clipped. */
export function segments(points: readonly (Point & { x2: number; y2: number })[], style: Spec): Spec {
  return {
    data: { values: points },
    mark: { type: "rule", ...style },
    encoding: { x2: { field: "x2" }, y2: { field: "y2" } },
  };
}

/** A text that keeps grid lines at a distance. */
export function haloed(point: Point & { text: string }, style: Spec = {}): Spec[] {
  return [texts([point], { ...style, color: palette.paper, stroke: palette.paper, strokeWidth: 5 }), texts([point], style)];
}
