/**
 * One number of a design anywhere in its range, the others where they are: what a gradient does not find where it has died away on the way (a time when all
 * are dead for long). Some trials of every batch are such designs, so that critics know them, and now and then the best of them takes the design's place.
 * Exchange of coordinates: Meyer and Nachtsheim 1995, Technometrics 37:60.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { DesignSpace } from "../../../contracts/space.js";
import type { Key, Params } from "../../../contracts/values.js";
import { uniforms } from "../../../numbers/distributions.js";
import { split } from "../../../numbers/keys.js";
import { logitLimit } from "../../../numbers/scales.js";
import { freeOf, logit } from "./places.js";

/** Share of a batch's trials. */
const share = 0.3;

/** From the first share of the training on critics know something of all places; behind the last one the design comes to rest. */
const rounds = { from: 0.22, to: 0.86, apart: 0.05 } as const;

/** Nats. Less is no reason to leave a place. */
const leastBetter = 0.01;

/** Places on each of two scales, shares of the range and their logits: good ones may be anywhere, or close to an end. */
const placesOnScale = 32;

const evenly = Array.from({ length: placesOnScale }, (_, i) => (i + 0.5) / placesOnScale);
const onLogits = (part: number): number => logitLimit * (2 * part - 1);
const places = [...evenly.map(logit), ...evenly.map(onLogits)];

type Space = Pick<DesignSpace, "rawDim" | "inert">;

/** No trial elsewhere. */
export const noneElsewhere = ({ rawDim }: Space, n: number): Params => ({
  which: tf.zeros([n, rawDim]),
  place: tf.zeros([n, rawDim]),
});

/** Of the first rows one number each, and where it is: [n, rawDim], 0 elsewhere. */
export function elsewhere(space: Space, given: { readonly key: Key; readonly progress: number }, n: number): Params {
  const free = Array.from(freeOf(space)).flatMap((is, i) => (is ? [i] : []));
  if (given.progress > rounds.to || free.length === 0) return noneElsewhere(space, n);
  const m = Math.round(share * n);
  const k = split(given.key, "which", "place", "scale");
  const [chosen, parts, scale] = [k.which, k.place, k.scale].map((key) => uniforms(key, m)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const [which, place] = [new Float32Array(n * space.rawDim), new Float32Array(n * space.rawDim)];
  for (let i = 0; i < m; i++) {
    const at = i * space.rawDim + (free[Math.floor((chosen[i] as number) * free.length)] as number);
    const part = parts[i] as number;
    which[at] = 1;
    place[at] = (scale[i] as number) < 0.5 ? Math.max(-logitLimit, Math.min(logitLimit, logit(part))) : onLogits(part);
  }
  return { which: tf.tensor2d(which, [n, space.rawDim]), place: tf.tensor2d(place, [n, space.rawDim]) };
}

/** How far trials are moved, [n, rawDim]: those elsewhere in one number to its place. @param raw [1, rawDim] */
export function withElsewhere(raw: tf.Tensor2D, { move, which, place }: Params): tf.Tensor2D {
  const there = tf.sub(place as tf.Tensor2D, raw);
  return tf.add(move as tf.Tensor2D, tf.mul(which as tf.Tensor2D, tf.sub(there, move as tf.Tensor2D))) as tf.Tensor2D;
}

/** 1 for trials around the design, 0 for those elsewhere, [n, 1]. */
export const isAround = ({ which }: Params): tf.Tensor2D => tf.sub(1, tf.sum(which as tf.Tensor2D, 1, true)) as tf.Tensor2D;

/** Whether the design may be exchanged after this step. @param progress share of the training that is done with it */
export function isRound(step: number, progress: number): boolean {
  const index = (done: number): number => Math.floor((done * progress) / step / rounds.apart + 1e-9);
  return progress > rounds.from && progress < rounds.to && index(step) !== index(step - 1);
}

/** The best design that differs in one number, where it is better; undefined where the present one is as good. @param worth of raw designs, nats */
export function exchangedElsewhere(
  space: Space,
  raw: readonly number[],
  worth: (raws: readonly (readonly number[])[]) => ArrayLike<number>,
): number[] | undefined {
  let [best, value]: [number[] | undefined, number] = [undefined, (worth([raw])[0] as number) + leastBetter];
  freeOf(space).forEach((is, j) => {
    if (!is) return;
    const others = places.map((place) => raw.map((x, i) => (i === j ? place : x)));
    Array.from(worth(others)).forEach((found, i) => {
      if (found > value) [best, value] = [others[i] as number[], found];
    });
  });
  return best;
}
