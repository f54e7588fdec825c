/** Guards against TensorFlow.js's silent broadcasting, and the few reductions that every bound needs. */
import * as tf from "@tensorflow/tfjs-core";
import type { PackedTensor, Params } from "../contracts/values.js";

/** Throws unless the tensor has this shape; -1 accepts any size. `what` names the value in the message. */
export function assertShape(tensor: tf.Tensor, shape: readonly number[], what: string): void {
  const fits = tensor.shape.length === shape.length && shape.every((d, i) => d === -1 || d === tensor.shape[i]);
  if (!fits) {
    const wanted = shape.map((d) => (d === -1 ? "n" : d)).join(", ");
    throw new Error(`${what} must have shape [${wanted}], got [${tensor.shape.join(", ")}]`);
  }
}

/** log of the mean of exp along `axis`, through the maximum so that nothing overflows. Nats in, nats out. */
export function logMeanExp(x: tf.Tensor, axis: number): tf.Tensor {
  return tf.sub(tf.logSumExp(x, axis), Math.log(x.shape[axis] as number));
}

/**
 * What `compute` gives, as a constant: no gradient goes through it, and TensorFlow.js does not look for one, so that operations without a
 * gradient may be used inside. (A custom gradient of nothing: the tape does not see what its function computes.)
 */
export function withoutGradient<T extends tf.Tensor>(compute: () => T): T {
  return tf.customGrad(() => ({ value: compute(), gradFunc: () => [] }))() as T;
}

/** The same numbers, through which no gradient passes. */
export const detached = <T extends tf.Tensor>(x: T): T => withoutGradient(() => tf.clone(x));

/** Columns side by side: tensors [n, a], [n, b], ... to [n, a + b + ...]. */
export function columns(...parts: tf.Tensor2D[]): tf.Tensor2D {
  return tf.concat(parts, 1);
}

/** The same of many rows, turned meanwhile: columns put side by side are copied number by number, and rows as blocks, 1.4 and 0.1 ms for three of ten thousand. */
export function manyColumns(...parts: tf.Tensor2D[]): tf.Tensor2D {
  return tf.transpose(
    tf.concat(
      parts.map((part) => tf.transpose(part)),
      0,
    ),
  );
}

/** Column j of [n, p] as [n, 1]. */
export function column(x: tf.Tensor2D, j: number): tf.Tensor2D {
  return tf.slice(x, [0, j], [-1, 1]);
}

/** The i-th so many columns of [n, pieces times width]: [n, width]. */
export function piece(x: tf.Tensor2D, i: number, width: number): tf.Tensor2D {
  return tf.slice(x, [0, i * width], [-1, width]);
}

/** Each row [n, d] in ascending order, equal ones as they stood: by a matrix of places, through which gradients find their columns. */
export function rowsAscending(x: tf.Tensor2D): tf.Tensor2D {
  const [n, d] = x.shape;
  const places = withoutGradient(() => {
    const [own, other] = [tf.reshape(x, [n, d, 1]), tf.reshape(x, [n, 1, d])];
    const before = tf.tensor3d([Array.from({ length: d }, (_, i) => Array.from({ length: d }, (_, j) => Number(j < i)))]);
    const less = tf.cast(tf.less(other, own), "float32");
    const equal = tf.mul(tf.cast(tf.equal(other, own), "float32"), before);
    const rank = tf.reshape(tf.sum(tf.add(less, equal), 2), [n, 1, d]);
    const place = tf.tensor3d([Array.from({ length: d }, (_, i) => [i])]);
    return tf.cast(tf.less(tf.abs(tf.sub(rank, place)), 0.5), "float32");
  });
  return tf.sum(tf.mul(places, tf.reshape(x, [n, 1, d])), 2) as tf.Tensor2D;
}

/** A tensor's values as rows of numbers. */
export function rowsOf(x: tf.Tensor2D): number[][] {
  const data = x.dataSync();
  const [n, p] = x.shape;
  return Array.from({ length: n }, (_, i) => Array.from(data.subarray(i * p, (i + 1) * p)));
}

/** A tensor as plain data, bit for bit. */
export function packTensor(x: tf.Tensor): PackedTensor {
  const { buffer, byteOffset, byteLength } = x.dataSync<"float32">();
  return { shape: x.shape, base64: Buffer.from(buffer, byteOffset, byteLength).toString("base64") };
}

export function unpackTensor({ shape, base64 }: PackedTensor): tf.Tensor {
  const bytes = Uint8Array.from(Buffer.from(base64, "base64")); // its own buffer: small Buffers begin anywhere in a shared one
  return tf.tensor(new Float32Array(bytes.buffer), [...shape], "float32");
}

/** All that one part gives to a step, under names that begin with `prefix`. */
export const within = (prefix: string, tensors: Params): Params =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [prefix + name, tensor]));

/** What `within` gave, by the part's own names. */
export const partOf = (prefix: string, tensors: Params): Params =>
  Object.fromEntries(
    Object.entries(tensors).flatMap(([name, tensor]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), tensor]] : [])),
  );

/** Weights for a file of text: nine digits are enough to find every float32 again. */
export function inDigits({ shape, value }: { readonly shape: readonly number[]; readonly value: Float32Array }): {
  readonly shape: readonly number[];
  readonly values: number[];
} {
  return { shape, values: Array.from(value, (x) => Number(x.toPrecision(9))) };
}

/** tf.tidy for a function whose result is plain values: every tensor made inside is disposed of. */
export function tidied<T>(compute: () => T): T {
  let result!: T;
  tf.tidy(() => {
    result = compute();
  });
  return result;
}
