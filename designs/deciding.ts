/** One choice from a list, relaxed while a policy is trained and wholly made when it is used. */
import * as tf from "@tensorflow/tfjs-core";
import { withoutGradient } from "../src/engine/tensors.js";
import type { Point } from "./candidates.js";

/** What is left of a candidate that is wholly taken: its logarithm is finite, and far below any logit. */
const nothingLeft = 1e-6;

/** Behind all logits that a network can have. */
const outOfReach = 1e9;

interface Decided {
  /** [n, m] */
  readonly weights: tf.Tensor2D;
  /** At sharpness 1 the likeliest candidate itself; before, the mixture. @param mixture [n, width] @param points m of them */
  one(mixture: tf.Tensor2D, points: readonly Point[]): tf.Tensor2D;
}

/** @param logits [n, m] @param taken [n, m], 1 where a candidate cannot be chosen any more */
export function oneOf(logits: tf.Tensor2D, sharpness: tf.Scalar, hardness: tf.Tensor, taken?: tf.Tensor2D): Decided {
  const left = taken && withoutGradient(() => tf.log(tf.add(tf.sub(1, taken), nothingLeft)));
  const weights = tf.softmax(tf.mul(left ? tf.add(logits, left) : logits, hardness)) as tf.Tensor2D;
  return {
    weights,
    one: (mixture, points) => {
      const [m, width] = [points.length, (points[0] as Point).length];
      const chosen = withoutGradient(() => {
        const free = taken ? tf.sub(logits, tf.mul(taken, outOfReach)) : logits;
        const best = tf.cast(tf.equal(free, tf.max(free, 1, true)), "float32");
        return tf.matMul(firstOf(best), tf.tensor2d(points.flat(), [m, width])) as tf.Tensor2D;
      });
      const isMade = tf.greaterEqual(tf.add(tf.zerosLike(mixture), sharpness), 1);
      return tf.where(isMade, chosen, mixture) as tf.Tensor2D;
    },
  };
}

/** Of several ones in a row the first. @param best [n, m] of 0 and 1 */
function firstOf(best: tf.Tensor): tf.Tensor2D {
  const m = best.shape[1] as number;
  const before = tf.tensor2d(
    Float32Array.from({ length: m * m }, (_, at) => (Math.floor(at / m) < at % m ? 1 : 0)),
    [m, m],
  );
  return tf.mul(best, tf.sub(1, tf.minimum(1, tf.matMul(best as tf.Tensor2D, before)))) as tf.Tensor2D;
}

export interface Candidates {
  /** Logarithms where a scale is one. */
  readonly points: readonly Point[];
  /** Width of what each number may be. */
  readonly reach: readonly number[];
  readonly logarithmic: readonly boolean[];
}

/** 1 for each candidate that an earlier choice was nearest to, [n, m]. @param before [n, width] each */
export function takenBy(before: readonly tf.Tensor2D[], { points, reach, logarithmic }: Candidates): tf.Tensor2D {
  const m = points.length;
  return withoutGradient(() => {
    const near = before.map((place) => {
      const apart = reach.map((range, j) => {
        const own = tf.slice(place, [0, j], [-1, 1]);
        const seen = logarithmic[j] ? tf.log(own) : own;
        const list = tf.tensor2d(points.map((point) => point[j] as number), [1, m]); // biome-ignore format: one thing
        return tf.square(tf.div(tf.sub(seen, list), range));
      });
      const far = tf.addN(apart);
      return firstOf(tf.cast(tf.equal(far, tf.min(far, 1, true)), "float32"));
    });
    return tf.minimum(1, tf.addN(near)) as tf.Tensor2D;
  });
}
