/** Multilayer perceptrons as pure functions over a bag of parameters. */
import * as tf from "@tensorflow/tfjs-core";
import type { Key, Params } from "../contracts/values.js";
import { normals } from "../numbers/distributions.js";
import { fold, split } from "../numbers/keys.js";

const PROBES = 256;

/** What a hidden layer makes of its sums. */
export type Unit = (sums: tf.Tensor2D) => tf.Tensor2D;

/**
 * Weights `${name}/w0`, `${name}/b0`, ... for ReLU layers: normal with variance 2 / inputs, biases 0 (He et al. 2015).
 * @param sizes inputs, hidden widths ..., outputs
 * @param lastScale multiplies the last layer's weights: below 1 the network starts near 0 whatever it reads
 */
export function initMlp(key: Key, name: string, sizes: readonly number[], lastScale = 1): Params {
  const params: Record<string, tf.Tensor> = {};
  for (let layer = 0; layer + 1 < sizes.length; layer++) {
    const [inputs, outputs] = [sizes[layer] as number, sizes[layer + 1] as number];
    const scale = Math.sqrt(2 / inputs) * (layer + 2 === sizes.length ? lastScale : 1);
    const weights = normals(fold(key, layer), inputs * outputs).map((z) => z * scale);
    params[`${name}/w${layer}`] = tf.tensor2d(weights, [inputs, outputs]);
    params[`${name}/b${layer}`] = tf.zeros([outputs]);
  }
  return params;
}

/** The shapes of its weights and biases, in their order. */
export const mlpShapes = (name: string, sizes: readonly number[]): Readonly<Record<string, number[]>> =>
  Object.fromEntries(
    sizes.slice(1).flatMap((outputs, layer) => [
      [`${name}/w${layer}`, [sizes[layer] as number, outputs]],
      [`${name}/b${layer}`, [outputs]],
    ]),
  );

/**
 * The same with a last bias that makes the outputs average 0 over standard normal inputs. ReLU networks send all inputs into a narrow
 * cone at first; encoders whose outputs are compared by a product waste their first steps on getting out of it.
 */
export function centredMlp(key: Key, name: string, sizes: readonly number[], lastScale = 1, unit: Unit = tf.relu): Params {
  const k = split(key, "weights", "probe");
  const params = initMlp(k.weights, name, sizes, lastScale);
  const inputs = sizes[0] as number;
  const last = `${name}/b${sizes.length - 2}`;
  const bias = tf.tidy(() => {
    const probe = tf.tensor2d(normals(k.probe, PROBES * inputs), [PROBES, inputs]);
    return tf.neg(tf.mean(applyMlp(params, name, probe, unit), 0));
  });
  tf.dispose(params[last] as tf.Tensor);
  return { ...params, [last]: bias };
}

/** Applies the network `name` to x [n, inputs]: `unit` between layers, none after the last. Returns [n, outputs]. */
export function applyMlp(params: Params, name: string, x: tf.Tensor2D, unit: Unit = tf.relu): tf.Tensor2D {
  let out = x;
  for (let layer = 0; ; layer++) {
    const weights = params[`${name}/w${layer}`] as tf.Tensor2D | undefined;
    if (!weights) return out;
    const input = layer === 0 ? out : unit(out);
    out = tf.add(tf.matMul(input, weights), params[`${name}/b${layer}`] as tf.Tensor1D);
  }
}
