/** On which scale a coordinate of a design is trained, spread and seen: its steps are differences, or ratios. */
import * as tf from "@tensorflow/tfjs-core";
import type { DesignSpace } from "../contracts/space.js";
import type { Scale, Scaling } from "../contracts/values.js";

/** A coordinate's range. Where low is high, the apparatus fixes it. */
export interface Axis {
  readonly low: number;
  readonly high: number;
  readonly scale: Scale;
}

/** Positive ranges whose ends are further apart than this factor are wide: on a linear scale their lower decades are nowhere. */
export const wide = 1000;

export const isFixed = ({ low, high }: Pick<Axis, "low" | "high">): boolean => low === high;

/** The axes on which a space is trained. */
export function axesOf({ low, high, scales }: Pick<DesignSpace, "low" | "high" | "scales">): Axis[] {
  return low.map((from, i) => ({ low: from, high: high[i] as number, scale: scales?.[i] ?? "linear" }));
}

/** Where `x` lies between low (0) and high (1) on the axis' scale; beyond 0 and 1 outside of them. */
export function shareAt({ low, high, scale }: Axis, x: number): number {
  if (low === high) return 0.5;
  if (scale !== "log") return (x - low) / (high - low);
  return (Math.log(Math.max(x, Number.MIN_VALUE)) - Math.log(low)) / span({ low, high });
}

/** The inverse of `shareAt`. */
export function valueAt({ low, high, scale }: Axis, share: number): number {
  return scale !== "log" || low === high ? low + share * (high - low) : Math.exp(Math.log(low) + share * span({ low, high }));
}

/** Log of high over low, of ranges whose ratio may be beyond a double. */
const span = ({ low, high }: Pick<Axis, "low" | "high">): number => Math.log(high) - Math.log(low);

/** `shareAt` of one axis for a tensor of values on it. */
export function sharesAt({ low, high, scale }: Axis, values: tf.Tensor2D): tf.Tensor2D {
  if (scale !== "log" || low === high) return tf.div(tf.sub(values, low), high - low || 1) as tf.Tensor2D;
  return tf.div(tf.log(tf.div(values, low)), span({ low, high })) as tf.Tensor2D;
}

/** `valueAt` for the columns of tensors [n, axes.length]. */
export function valuesAt(axes: readonly Axis[], shares: tf.Tensor2D): tf.Tensor2D {
  const linear = axes.map((axis) => axis.scale !== "log" || isFixed(axis));
  const columns = (of: (axis: Axis) => number, where: boolean): tf.Tensor1D =>
    tf.tensor1d(axes.map((axis, i) => (linear[i] === where ? of(axis) : 0)));
  const straight = () =>
    tf.add(
      tf.mul(
        shares,
        columns(({ low, high }) => high - low, true),
      ),
      columns(({ low }) => low, true),
    );
  if (linear.every(Boolean)) return straight() as tf.Tensor2D;
  const start = columns(({ low }) => Math.log(low), false);
  const curved = tf.exp(tf.add(tf.mul(shares, columns(span, false)), start)); // exp(0) in linear columns
  if (!linear.includes(true)) return curved as tf.Tensor2D;
  return tf.add(
    straight(),
    tf.mul(
      curved,
      columns(() => 1, false),
    ),
  ) as tf.Tensor2D;
}

/** `count` values from low to high, both included, evenly on the scale; the middle when there is one only. */
export function spread(axis: Axis, count: number): number[] {
  return Array.from({ length: count }, (_, i) => spreadAt(axis, i, count));
}

/** The i-th of them, from 0. */
export function spreadAt({ low, high, scale }: Axis, i: number, count: number): number {
  if (scale === "log" && low < high) {
    if (count > 1 && (i === 0 || i === count - 1)) return i === 0 ? low : high;
    return Math.exp(spreadAt({ low: Math.log(low), high: Math.log(high), scale: "linear" }, i, count));
  }
  return count === 1 ? (low + high) / 2 : low + ((high - low) * i) / (count - 1);
}

/** Designs as networks see them beside outcomes: logarithms where the scale is one. @param design [n, dim] */
export function designFeatures({ low, high, scales }: DesignSpace, design: tf.Tensor2D): tf.Tensor2D {
  const curved = (scales ?? []).map((scale, i) => scale === "log" && (low[i] as number) < (high[i] as number));
  if (!curved.includes(true)) return design;
  return logarithms(
    design,
    curved.map((isLog): Scale => (isLog ? "log" : "linear")),
  );
}

/** Beyond it a logit's share is nearer to an end than a quarter of a per cent. */
export const logitLimit = 6;

/**
 * The same once more on a scale that is as fine near the ends of a range as its middle is coarse: half the logits of the shares, -3 to 3. Good designs lie close to an
 * end where a range is wide: 1.2 of 20 days, 0.4 h of a day. @param design [n, dim]
 */
export function designLogits(space: DesignSpace, design: tf.Tensor2D): tf.Tensor2D {
  const middle = tf.fill([design.shape[0], 1], 0.5); // of what the apparatus fixes
  const shares = axesOf(space).map((axis, i) => (isFixed(axis) ? middle : sharesAt(axis, tf.slice(design, [0, i], [-1, 1]))));
  const least = 1 / (1 + Math.exp(logitLimit));
  const share = tf.clipByValue(tf.concat(shares, 1), least, 1 - least);
  return tf.div(tf.sub(tf.log(share), tf.log(tf.sub(1, share))), 2) as tf.Tensor2D;
}

/**
 * The scales on which places are shown to networks that read all measurements alike: logarithmic where every measurement allows it, number by
 * number; `scale` where all numbers of a measurement have the same, nothing where that is the linear one.
 */
export function seenScales(space: DesignSpace, width: number): Pick<Scaling, "scale" | "scales"> {
  const scales = Array.from({ length: width }, (_, j) => seenScale(space, j, width));
  if (!scales.includes("log")) return {};
  return scales.every((scale) => scale === "log") ? { scale: "log" } : { scales };
}

/** Of the j-th number of every measurement. */
function seenScale({ low, high, scales }: DesignSpace, j: number, width: number): Scale {
  const own = <T>(all: readonly T[]): T[] => all.filter((_, i) => i % width === j);
  const [lows, highs] = [own(low), own(high)];
  const free = own(scales ?? []).filter((_, i) => (lows[i] as number) < (highs[i] as number));
  return free.length > 0 && free.every((scale) => scale === "log") && lows.every((x) => x > 0) ? "log" : "linear";
}

/** Places, or average places, as such networks see them before they are standardised. @param place [n, width] */
export function seenPlace(place: tf.Tensor2D, { scale, scales }: Pick<Scaling, "scale" | "scales">): tf.Tensor2D {
  if (scale === "log") return tf.log(place) as tf.Tensor2D;
  return scales?.includes("log") ? logarithms(place, scales) : place;
}

/** Logarithms of the columns whose scale is one; the others as they are. */
function logarithms(x: tf.Tensor2D, scales: readonly Scale[]): tf.Tensor2D {
  const mask = tf.tensor1d(scales.map((scale) => (scale === "log" ? 1 : 0)));
  const rest = tf.sub(1, mask);
  // 1 stands where no logarithm is taken, so that none of them is infinite.
  return tf.add(tf.mul(x, rest), tf.log(tf.add(tf.mul(x, mask), rest))) as tf.Tensor2D;
}
