/** Invertible maps of a number that networks see in its place, in a form that can be written into a file and applied without tensors. */
import * as tf from "@tensorflow/tfjs-core";
import type { Transform } from "../contracts/values.js";

const outer: Readonly<Record<Transform["kind"], (x: tf.Tensor2D) => tf.Tensor2D>> = {
  identity: (x) => x,
  sqrt: (x) => tf.sqrt(x),
  asinh: (x) => tf.asinh(x),
  log: (x) => tf.log(x),
};

export const identity: Transform = { kind: "identity", scale: 1, shift: 0 };

/** Element by element; differentiable. */
export function applyTransform({ kind, scale, shift }: Transform, x: tf.Tensor2D): tf.Tensor2D {
  const scaled: tf.Tensor2D = scale === 1 ? x : tf.mul(x, scale);
  return outer[kind](shift === 0 ? scaled : tf.add(scaled, shift));
}

const logSlopes: Readonly<Record<Transform["kind"], (x: tf.Tensor2D) => tf.Tensor2D>> = {
  identity: (x) => tf.zerosLike(x),
  sqrt: (x) => tf.mul(-0.5, tf.log(tf.mul(4, x))),
  asinh: (x) => tf.mul(-0.5, tf.log1p(tf.square(x))),
  log: (x) => tf.neg(tf.log(x)),
};

/** Logarithm of the map's slope at x, element by element: what a density of the mapped number is short of one of x. */
export function logSlope({ kind, scale, shift }: Transform, x: tf.Tensor2D): tf.Tensor2D {
  return tf.add(logSlopes[kind](tf.add(tf.mul(x, scale), shift)), Math.log(Math.abs(scale)));
}
