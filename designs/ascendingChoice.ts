/** The tensors' half of src/portable/spaces/ascending.ts, and designs of such choices in plain numbers. */
import * as tf from "@tensorflow/tfjs-core";
import { withoutGradient } from "../src/engine/tensors.js";
import { type Ascending, latestOf, openAfter, slackOf } from "../src/portable/spaces/ascending.js";

/** 1 for each candidate that cannot be chosen after these, [1 or n, m]. @param numbers ascending @param before [n, 1] each */
export function closedAfter(numbers: readonly number[], ascending: Ascending, before: readonly tf.Tensor2D[]): tf.Tensor2D {
  const latest = latestOf(numbers, ascending)[before.length] as number;
  const late = tf.tensor2d([numbers.map((_, i) => Number(i > latest))]);
  const last = before.at(-1);
  if (!last) return late;
  return withoutGradient(() => {
    const room = tf.sub(tf.tensor2d([numbers.map((x) => x + slackOf(numbers) - ascending.apart)]), last);
    return tf.minimum(1, tf.add(late, tf.sub(1, tf.step(room)))) as tf.Tensor2D;
  });
}

/** One after the other the nearest that leaves room for those behind it. @param nearness of a candidate to a place */
export function matchedAscending(
  design: readonly number[],
  numbers: readonly number[],
  ascending: Ascending,
  far: (candidate: number, place: number) => number,
): number[] {
  const done: number[] = [];
  for (const place of [...design].sort((a, b) => a - b)) {
    const last = done.length > 0 ? numbers[done.at(-1) as number] : undefined;
    const open = openAfter(numbers, ascending, last, done.length);
    const away = open.map((i) => far(numbers[i] as number, place));
    done.push(open[away.indexOf(Math.min(...away))] as number);
  }
  return done;
}
