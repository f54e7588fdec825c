/** Recurrent cells as pure functions over a bag of parameters: what recurrent policies and critics are made of. */
import * as tf from "@tensorflow/tfjs-core";
import type { Key, Params } from "../contracts/values.js";
import { normals } from "../numbers/distributions.js";
import { split } from "../numbers/keys.js";

/** What a cell remembers of n histories: [n, width] each; the first is its output. */
export type CellState = readonly tf.Tensor2D[];

export interface Cell {
  readonly name: string;
  /** How many tensors it remembers, all 0 at first. */
  readonly states: number;
  /** Weights `${name}/w`, `${name}/u` and biases `${name}/b`. */
  init(key: Key, name: string, inputs: number, width: number): Params;
  /** @param x [n, inputs] */
  step(params: Params, name: string, x: tf.Tensor2D, state: CellState): CellState;
}

export const cellStart = ({ states }: Cell, n: number, width: number): CellState =>
  Array.from({ length: states }, () => tf.zeros([n, width]));

/** Weights of the gates lie side by side: W [inputs, gates·width], U [width, gates·width], b [gates·width], 0 at first. */
function initGates(key: Key, name: string, inputs: number, width: number, gates: number): Params {
  const k = split(key, "input", "recurrent");
  const matrix = (of: Key, rows: number) =>
    tf.tensor2d(
      normals(of, rows * gates * width).map((z) => z / Math.sqrt(rows)),
      [rows, gates * width],
    );
  return {
    [`${name}/w`]: matrix(k.input, inputs),
    [`${name}/u`]: matrix(k.recurrent, width),
    [`${name}/b`]: tf.zeros([gates * width]),
  };
}

const weights = (params: Params, name: string) =>
  [params[`${name}/w`], params[`${name}/u`], params[`${name}/b`]] as [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D];

/**
 * Gated recurrent units (Cho et al. 2014, with the reset gate behind the recurrent product as in cuDNN):
 *   r = σ(x·Wr + h·Ur + br), z = σ(x·Wz + h·Uz + bz), n = tanh(x·Wn + bn + r * (h·Un)), h' = n + z * (h - n).
 */
export const gru: Cell = {
  name: "gru",
  states: 1,
  init: (key, name, inputs, width) => initGates(key, name, inputs, width, 3),
  step(params, name, x, state) {
    const [w, u, b] = weights(params, name);
    const h = state[0] as tf.Tensor2D;
    const width = h.shape[1];
    const fromInput: tf.Tensor2D = tf.add(tf.matMul(x, w), b);
    const fromMemory: tf.Tensor2D = tf.matMul(h, u);
    const gates = tf.sigmoid(
      tf.add(tf.slice(fromInput, [0, 0], [-1, 2 * width]), tf.slice(fromMemory, [0, 0], [-1, 2 * width])),
    ) as tf.Tensor2D;
    const [reset, keep] = [tf.slice(gates, [0, 0], [-1, width]), tf.slice(gates, [0, width], [-1, width])];
    const part = (of: tf.Tensor2D) => tf.slice(of, [0, 2 * width], [-1, width]);
    const recalled = tf.mul(reset, part(fromMemory));
    const fresh = tf.tanh(tf.add(part(fromInput), recalled)) as tf.Tensor2D;
    return [tf.add(fresh, tf.mul(keep, tf.sub(h, fresh))) as tf.Tensor2D];
  },
};

/** Added to the forget gate's input: a cell remembers at first (Jozefowicz et al. 2015, section 3.2; Gers et al. 2000). */
const REMEMBER = 1;

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000):
 *   i, f, o = σ(x·W + h·U + b) with 1 added for f, g = tanh(x·Wg + h·Ug + bg), c' = f * c + i * g, h' = o * tanh(c').
 * The gates' order is i, f, o, g; its state is [h, c].
 */
export const lstm: Cell = {
  name: "lstm",
  states: 2,
  init: (key, name, inputs, width) => initGates(key, name, inputs, width, 4),
  step(params, name, x, state) {
    const [w, u, b] = weights(params, name);
    const [h, c] = state as [tf.Tensor2D, tf.Tensor2D];
    const width = h.shape[1];
    const all: tf.Tensor2D = tf.add(tf.add(tf.matMul(x, w), tf.matMul(h, u)), b);
    const part = (i: number, of = 1) => tf.slice(all, [0, i * width], [-1, of * width]);
    const write = tf.sigmoid(part(0));
    const forget = tf.sigmoid(tf.add(part(1), REMEMBER));
    const show = tf.sigmoid(part(2));
    const now = tf.add(tf.mul(forget, c), tf.mul(write, tf.tanh(part(3)))) as tf.Tensor2D;
    return [tf.mul(show, tf.tanh(now)) as tf.Tensor2D, now];
  },
};
