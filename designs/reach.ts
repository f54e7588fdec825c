/** The tensors' half of src/portable/spaces/inWindows.ts: from a raw number to a place in the windows that are left, keeping room for those to come. */
import * as tf from "@tensorflow/tfjs-core";
import type { Scale } from "../src/contracts/values.js";
import { columns } from "../src/engine/tensors.js";
import { endsOf, latestOf, restOf, slackShare, type WindowsData } from "../src/portable/spaces/inWindows.js";
import { cut, leastOf, open, type Stretch } from "../src/portable/spaces/stretches.js";

/** A room of nothing is divided by this. */
const tiny = 1e-12;

/** What earlier coordinates leave of one, [n, 1] each; undefined where they do not matter. */
interface Left {
  readonly low: tf.Tensor2D | undefined;
  readonly high: tf.Tensor2D | undefined;
}

/** By spacing and by limits, as `openTo` has it. @param before [n, 1] each */
function leftOf(data: WindowsData, raw: tf.Tensor2D, before: readonly tf.Tensor2D[]): Left {
  const i = before.length;
  const last = before.at(-1);
  let low = data.spacing !== null && last ? (tf.add(last, data.spacing) as tf.Tensor2D) : undefined;
  let high: tf.Tensor2D | undefined;
  for (const limit of data.limits) {
    const weight = limit.weights[i] as number;
    if (weight === 0) continue;
    const spent = before.map((x, k) => tf.mul(x, limit.weights[k] as number) as tf.Tensor2D);
    const rest = limit.most - restOf(data, limit, i);
    const bound = tf.div(tf.sub(rest, tf.addN([tf.zerosLike(raw), ...spent])), weight) as tf.Tensor2D;
    if (weight > 0) high = high ? (tf.minimum(high, bound) as tf.Tensor2D) : bound;
    else low = low ? (tf.maximum(low, bound) as tf.Tensor2D) : bound;
  }
  return { low, high };
}

const onScale = (scale: Scale | undefined, x: tf.Tensor): tf.Tensor => (scale === "log" ? tf.log(x) : x);

const isAtLeast = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => tf.cast(tf.greaterEqual(a, b), "float32");

/**
 * The coordinate after `before` takes the share sigmoid(raw) of the room that is left, stretch after stretch: it moves through a window and, pushed
 * beyond its end, on in the next one. Feasible for every raw, and whatever it is, those behind it find a place.
 * With a grid it is drawn to the nearest multiple in the second half of the training (sharpness), and is one at the end.
 * @param raw [n, 1] @param before [n, 1] each @returns [n, 1]
 */
export function placeOf(data: WindowsData, raw: tf.Tensor2D, before: readonly tf.Tensor2D[], sharpness: tf.Scalar): tf.Tensor2D {
  const i = before.length;
  const whole = data.windows[i] as readonly Stretch[];
  const scale = data.scales?.[i];
  const [first, last] = endsOf(whole);
  const slack = slackShare * (last - first);
  const own = cut(whole, Number.NEGATIVE_INFINITY, latestOf(data)[i] as number, slack);
  const [starts, ends] = [0, 1].map((side) => tf.tensor2d([own.map((stretch) => stretch[side] as number)])) as [
    tf.Tensor2D,
    tf.Tensor2D,
  ];
  const { low, high } = leftOf(data, raw, before);
  // Gradients of a larger and a smaller one want both to have the same shape.
  const [a, b, l, h] = [starts, ends, low, high].map(
    (x) => x && tf.add(x, tf.zerosLike(tf.add(tf.add(starts, low ?? 0), high ?? 0))),
  );
  const from = l ? tf.minimum(tf.maximum(a as tf.Tensor, l), b as tf.Tensor) : (a as tf.Tensor);
  const to = h ? tf.maximum(tf.minimum(b as tf.Tensor, h), from) : (b as tf.Tensor);
  const lengths = tf.sub(onScale(scale, to), onScale(scale, from)); // [1 or n, stretches]
  let rooms = tf.add(lengths, leastOf(whole, scale));
  if (low) rooms = tf.mul(rooms, isAtLeast(tf.add(ends, slack), low));
  if (high) rooms = tf.mul(rooms, isAtLeast(high, tf.sub(starts, slack)));
  const share = tf.mul(tf.sigmoid(raw), open);
  const sought = tf.mul(share, tf.sum(rooms, 1, true)); // [n, 1]
  const begun = tf.cumsum(rooms, 1, true);
  const parts = tf.clipByValue(tf.div(tf.sub(sought, begun), tf.maximum(rooms, tiny)), 0, 1);
  const places = tf.add(onScale(scale, from), tf.mul(parts, lengths));
  const chosen = tf.sum(tf.mul(places, lastReached(sought, begun, own.length)), 1, true) as tf.Tensor2D;
  const place = (scale === "log" ? tf.exp(chosen) : chosen) as tf.Tensor2D;
  return settled(place, data.grid[i] as number, { low, high }, sharpness);
}

/** 1 at the last stretch that begins before what is sought, 0 elsewhere, [n, count]: stretches that are closed have no room, and begin where the next does. */
function lastReached(sought: tf.Tensor, begun: tf.Tensor, count: number): tf.Tensor {
  if (count === 1) return tf.onesLike(sought);
  const reached = isAtLeast(sought, begun) as tf.Tensor2D;
  const next = columns(tf.slice(reached, [0, 1], [-1, count - 1]), tf.zerosLike(sought) as tf.Tensor2D);
  return tf.sub(reached, next);
}

function settled(place: tf.Tensor2D, grid: number, { low, high }: Left, sharpness: tf.Scalar): tf.Tensor2D {
  if (grid === 0) return place;
  const nearest = tf.mul(tf.round(tf.div(place, grid)), grid);
  const below = high ? tf.minimum(nearest, tf.mul(tf.floor(tf.add(tf.div(high, grid), 1e-4)), grid)) : nearest;
  const weight = tf.square(tf.relu(tf.sub(tf.mul(2, sharpness), 1)));
  const drawn = tf.add(tf.mul(place, tf.sub(1, weight)), tf.mul(below, weight)) as tf.Tensor2D;
  return (low ? tf.maximum(drawn, low) : drawn) as tf.Tensor2D;
}
