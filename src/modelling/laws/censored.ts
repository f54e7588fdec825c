/** What an apparatus does not tell: numbers beyond its limits, and which stretch of a scale a number lies in. */
import * as tf from "@tensorflow/tfjs-core";
import { check } from "../../basics/errors.js";
import { withoutGaps } from "../../basics/withoutGaps.js";
import { withoutGradient } from "../../engine/tensors.js";
import { ofMasses } from "./choice.js";
import type { Law } from "./law.js";

/**
 * The law of a number that is written down as a limit where it lies beyond it: "below the limit of quantification" (`below`), above what can be
 * measured (`above`). At a limit it has a probability, between them a density. The path through a draw jumps where a number meets a limit, so
 * the likelihood's own gradient is the one that fits; or, with less noise, the path of what lies between the limits together with the
 * likelihood's gradient of where it lies (`sides`).
 */
export function censored(law: Law, { below, above }: { readonly below?: number; readonly above?: number }): Law {
  const { cumulative } = law;
  check(
    law.kind === "continuous" && cumulative !== undefined,
    "likelihoods.censored: the law must be normal or logNormal, whose probability beyond a limit is known",
  );
  check(below !== undefined || above !== undefined, "likelihoods.censored: give below, above or both");
  check(
    (below ?? -Infinity) < (above ?? Infinity),
    `likelihoods.censored: below must be less than above, got ${below} and ${above}`,
  );
  const [low, high] = [below ?? law.low, above ?? law.high];
  const reached = (y: tf.Tensor, limit: number, side: 1 | -1): tf.Tensor =>
    withoutGradient(() => tf.cast(tf.lessEqual(tf.mul(side, y), side * limit + 1e-6 * Math.abs(limit)), "float32"));
  const at = (given: readonly tf.Tensor2D[], limit: number) =>
    (cumulative as NonNullable<typeof cumulative>)(given, tf.fill((given[0] as tf.Tensor2D).shape, limit) as tf.Tensor2D);
  return {
    ...law,
    gradient: "score",
    ...withoutGaps({ low, high }),
    draw(given, noise) {
      const y = betweenLimits(law, given, law.draw(given, noise), { below, above });
      const raised = below === undefined ? y : tf.maximum(y, below);
      return (above === undefined ? raised : tf.minimum(raised, above)) as tf.Tensor2D;
    },
    sides(given, y) {
      const beyond = [
        ...(below === undefined ? [] : [{ here: reached(y, below, 1), tail: at(given, below).below }]),
        ...(above === undefined ? [] : [{ here: reached(y, above, -1), tail: at(given, above).above }]),
      ];
      const outside = tf.addN(beyond.map(({ tail }) => tf.exp(tail)));
      const between: tf.Tensor = tf.log(tf.maximum(tf.sub(1, outside), leastMass));
      return beyond.reduce((log, { here, tail }) => tf.where(tf.cast(here, "bool"), tail, log), between) as tf.Tensor2D;
    },
    log(given, y) {
      const whole = tf.zerosLike(tf.add(y, given[0] as tf.Tensor));
      const isLow = below === undefined ? undefined : reached(y, below, 1);
      const isHigh = above === undefined ? undefined : reached(y, above, -1);
      // the limit that matters to each outcome, so that both tails are computed once
      const limit =
        isLow && above !== undefined
          ? tf.add(above, tf.mul(isLow, (below as number) - above))
          : tf.fill(y.shape, (above ?? below) as number);
      const tails = cumulative(given, limit as tf.Tensor2D);
      const where = (here: tf.Tensor, tail: tf.Tensor, otherwise: tf.Tensor): tf.Tensor =>
        tf.where(tf.cast(tf.add(here, whole), "bool"), tf.add(tail, whole), otherwise);
      const inside = law.log(given, y);
      const low = isLow ? where(isLow, tails.below, inside) : inside;
      return (isHigh ? where(isHigh, tails.above, low) : low) as tf.Tensor2D;
    },
  };
}

/** Of the stretch between the limits: below this float32 does not know what is left of 1. */
const leastMass = 1e-7;

/**
 * The same draws [n, q], with the derivative of a draw that stays between the limits: its place F_T = (F - F(a))/(F(b) - F(a)) among those between them
 * is kept, so x moves by what the whole law's path says and ((1 - F_T) dF(a) + F_T dF(b))/p(x) besides (Figurnov, Mohamed and Mnih 2018,
 * Implicit reparameterization gradients).
 */
function betweenLimits(
  law: Law,
  given: readonly tf.Tensor2D[],
  y: tf.Tensor2D,
  { below, above }: { readonly below?: number | undefined; readonly above?: number | undefined },
): tf.Tensor2D {
  const share = (x: tf.Tensor2D): tf.Tensor => tf.exp((law.cumulative as NonNullable<Law["cumulative"]>)(given, x).below);
  const limits = [below, above].map((limit) => (limit === undefined ? undefined : share(tf.fill(y.shape, limit) as tf.Tensor2D)));
  const [low = tf.scalar(0), high = tf.scalar(1)] = limits;
  const place = withoutGradient(() =>
    tf.clipByValue(tf.div(tf.sub(share(y), low), tf.maximum(tf.sub(high, low), leastMass)), 0, 1),
  );
  const density = withoutGradient(() => tf.maximum(tf.exp(law.log(given, y)), 1e-20));
  const moved = [tf.sub(1, place), place].map((weight, i) => {
    const end = limits[i];
    return (
      end &&
      tf.mul(
        weight,
        tf.sub(
          end,
          withoutGradient(() => tf.add(end, 0)),
        ),
      )
    );
  });
  return tf.add(y, tf.div(tf.addN(moved.filter((x) => x !== undefined)), density));
}

/** Which of the stretches between ascending limits the number lies in: 0 below the first, to the number of limits. */
export function interval(law: Law, { limits }: { readonly limits: readonly number[] }): Law {
  const { cumulative } = law;
  check(
    law.kind === "continuous" && cumulative !== undefined,
    "likelihoods.interval: the law must be normal or logNormal, whose probability below a limit is known",
  );
  const ascending = limits.every((limit, i) => Number.isFinite(limit) && (i === 0 || limit > (limits[i - 1] as number)));
  check(limits.length > 0 && ascending, `likelihoods.interval: limits must be ascending numbers, got ${limits.join(", ")}`);
  return ofMasses(limits.length + 1, (theta, at) => {
    const given = law.parameters(theta, at) as tf.Tensor2D[];
    const sides = limits.map((limit) => cumulative(given, tf.tensor2d([[limit]])));
    const between = (k: number): tf.Tensor => {
      const [a, b] = [sides[k - 1], sides[k]];
      if (!a) return (b as (typeof sides)[number]).below;
      if (!b) return a.above;
      // by the two tails that are smaller: a difference of what is nearly 1 would be none
      const upper = tf.less(a.above, b.below);
      const [more, less] = [tf.where(upper, a.above, b.below), tf.where(upper, b.above, a.below)];
      return tf.add(more, tf.log(tf.maximum(tf.neg(tf.expm1(tf.minimum(tf.sub(less, more), -1e-7))), 1e-30)));
    };
    return Array.from({ length: limits.length + 1 }, (_, k) => between(k));
  });
}
