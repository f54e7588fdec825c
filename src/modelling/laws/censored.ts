/** What an apparatus does not tell: numbers beyond its limits, and which stretch of a scale a number lies in. */
import * as tf from "@tensorflow/tfjs-core";
import { check } from "../../basics/errors.js";
import { withoutGaps } from "../../basics/withoutGaps.js";
import { ofMasses } from "./choice.js";
import type { Law } from "./law.js";

/**
 * The law of a number that is written down as a limit where it lies beyond it: "below the limit of quantification" (`below`), above what can be
 * measured (`above`). At a limit it has a probability, between them a density. The path through a draw jumps where a number meets a limit, so
 * the likelihood's own gradient is the one that fits.
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
    tf.cast(tf.lessEqual(tf.mul(side, y), side * limit + 1e-6 * Math.abs(limit)), "float32");
  return {
    ...law,
    gradient: "score",
    ...withoutGaps({ low, high }),
    draw(given, noise) {
      const y = law.draw(given, noise);
      const raised = below === undefined ? y : tf.maximum(y, below);
      return (above === undefined ? raised : tf.minimum(raised, above)) as tf.Tensor2D;
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
