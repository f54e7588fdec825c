/** The regressor that all methods share, applied to the points of several tasks at once. */
import * as tf from "@tensorflow/tfjs-core";
import type { Key, Params } from "../src/contracts/values.js";
import { detached } from "../src/engine/tensors.js";
import { uniform } from "../src/numbers/distributions.js";
import { fold, split } from "../src/numbers/keys.js";

/**
 * Weights and biases `${name}/w0`, `${name}/b0`, ... uniform within 1/sqrt(inputs), as PyTorch's layers begin and with them most public
 * implementations of these methods. The weights of `initMlp` are larger: predictions before adaptation then have errors of some
 * thousands, and the first gradient steps on support points diverge.
 * @param sizes inputs, hidden widths ..., outputs
 */
export function initNetwork(key: Key, name: string, sizes: readonly number[]): Params {
  const params: Record<string, tf.Tensor> = {};
  for (let layer = 0; layer + 1 < sizes.length; layer++) {
    const k = split(fold(key, layer), "weights", "biases");
    const [inputs, outputs] = [sizes[layer] as number, sizes[layer + 1] as number];
    const most = 1 / Math.sqrt(inputs);
    params[`${name}/w${layer}`] = uniform(k.weights, [inputs, outputs], -most, most);
    params[`${name}/b${layer}`] = uniform(k.biases, [outputs], -most, most);
  }
  return params;
}

/** How many layers of weights the network `name` has. */
export function depthOf(params: Params, name: string): number {
  let depth = 0;
  while (params[`${name}/w${depth}`]) depth++;
  return depth;
}

/** Mean squared difference. */
export function squaredError(prediction: tf.Tensor, y: tf.Tensor): tf.Scalar {
  return tf.mean(tf.square(tf.sub(prediction, y)));
}

export function detachedAll(params: Params): Params {
  return Object.fromEntries(Object.entries(params).map(([name, x]) => [name, detached(x)]));
}
