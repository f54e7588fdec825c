/** Error curves of several methods on one frame, with the levels that need no training as lines. */
import { max } from "simple-statistics";
import { decimals } from "../../src/basics/text.js";
import { type LegendEntry, legend, legendHeight, rightLabels } from "../../src/report/drawing/legend.js";
import { dots, type Frame, line, plot, plotWidth, segments, textWidth } from "../../src/report/drawing/marks.js";
import { colourOf, palette, styleOf } from "../../src/report/drawing/palette.js";
import { narrow, type Spec } from "../../src/report/drawing/render.js";
import type { MetaComparison } from "../compare/recordTypes.js";
import { axisUnit } from "./numbers.js";

export interface CurvePoint {
  readonly x: number;
  readonly y: number;
  /** Half the width of a 95 % interval. */
  readonly half?: number;
}

export interface Curve {
  readonly label: string;
  readonly points: readonly CurvePoint[];
  /** Marked where it was computed. */
  readonly marked?: boolean;
}

export interface CurvesOptions {
  readonly xTitle: string;
  /** x is counted: no fractions on its axis. */
  readonly whole?: boolean;
  readonly yTitle: string;
  readonly curves: readonly Curve[];
  readonly levels: readonly { readonly name: string; readonly value: number }[];
  /** Largest y; what is above is cut. */
  readonly top: number;
}

/** As measured on the tasks that the methods are measured on: the exact values are means over all tasks, and these are some of them. */
export const levelsOf = ({ references }: MetaComparison): CurvesOptions["levels"] =>
  references.map(({ name, value }) => ({ name, value }));

/** So many times the level of the best fixed curve, that of 0 everywhere tells where the family's origin lies, and nothing else. */
const farOff = 5;

/** Above what does nothing, with room. */
export function topOf({ levels, references }: MetaComparison): number {
  const all = [levels.zero, ...references.filter(({ exact }) => exact !== undefined).map(({ value }) => value)];
  const near = all.filter((value) => value <= farOff * levels.mean);
  return 1.15 * Math.max(...(levels.mean > 0 ? near : all), levels.mean);
}

/** Numbers too small or too large for an axis in powers of ten, which its title tells. */
export function drawCurves(options: CurvesOptions, width: number): Spec {
  const { factor, title } = axisUnit(0, options.top);
  const inUnit = (value: number) => value / factor;
  const curves = options.curves.map((curve) => ({
    ...curve,
    points: curve.points.map(({ x, y, half }) => ({
      x,
      y: inUnit(y),
      ...(half === undefined ? {} : { half: inUnit(half) }),
    })),
  }));
  const levels = options.levels.flatMap(({ name, value }) => (value > options.top ? [] : [{ name, value: inUnit(value) }]));
  return drawn({ ...options, yTitle: title(options.yTitle), curves, levels, top: inUnit(options.top) }, width);
}

function drawn({ xTitle, whole = false, yTitle, curves, levels, top }: CurvesOptions, width: number): Spec {
  const small = width <= narrow;
  const entries: LegendEntry[] = curves.map(({ label }, i) => ({ label, swatch: "line", style: styleOf(i) }));
  const right = 20 + max([20, ...levels.map(({ name, value }) => textWidth(levelLabel(name, value)))]);
  const most = max(curves.flatMap(({ points }) => points.map(({ x }) => x)));
  const frame: Frame = {
    total: width,
    height: small ? 250 : 310,
    margin: { left: 50, right, top: legendHeight(entries, width), bottom: 44 },
    x: { domain: [0, most * 1.02], title: xTitle, ticks: small ? 4 : 6, whole },
    y: { domain: [0, top], title: yTitle },
  };
  // The first rows, whose methods the comparison is about, lie on top of those that they cover.
  const layers = curves.map(({ points, marked }, i): Spec[] => {
    const inside = points.map(({ x, y }) => ({ x, y }));
    const bars = points.flatMap(({ x, y, half }) => {
      const [low, high] = [Math.max(0, y - (half ?? 0)), Math.min(top, y + (half ?? 0))];
      return half === undefined || low > top ? [] : [{ x, y: low, x2: x, y2: high }];
    });
    const shown = inside.filter(({ y }) => y <= top);
    return [
      line(inside, styleOf(i)),
      segments(bars, { color: colourOf(i), strokeWidth: 1.2 }),
      ...(marked ? [dots(shown, { color: colourOf(i), size: 26 })] : []),
    ];
  });
  const rules = segments(
    levels.map(({ value }) => ({ x: 0, y: value, x2: frame.x.domain[1], y2: value })),
    { color: palette.faint, strokeWidth: 1, strokeDash: [4, 3] },
  );
  const named = levels.map(({ name, value }) => ({ text: levelLabel(name, value), y: value, colour: palette.quiet }));
  return plotWidth(frame) > 0
    ? plot(frame, [rules, ...layers.reverse().flat(), ...rightLabels(frame, named), ...legend(frame, entries)])
    : {};
}

const levelLabel = (name: string, value: number): string => `${name} ${value === 0 ? "0" : decimals(value)}`;
