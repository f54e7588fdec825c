/** What models of densities begin with: a normal whose residuals they model further, and one network that says all that depends on what is given. */
import * as tf from "@tensorflow/tfjs-core";
import type { DensityStart } from "../contracts/bounds.js";
import type { Key, Params } from "../contracts/values.js";
import { applyMlp, initMlp } from "../nets/mlp.js";
import { normalFit } from "../numbers/normalFit.js";
import { encodedScale } from "./gaussianHead.js";
import { type Normals, normalsOf, normalsSize } from "./normals.js";

export interface HeadSizes {
  readonly value: number;
  readonly given: number;
  readonly hidden: readonly number[];
}

/**
 * Weights "density/net/..." and "density/skip", a linear map beside the network.
 * @param rest what the numbers behind the normal's begin as @param start draws whose normal fit it begins as; absent: a standard normal
 */
export function initHead(key: Key, { value, given, hidden }: HeadSizes, rest: ArrayLike<number>, start?: DensityStart): Params {
  const own = normalsSize(1, value);
  const outputs = own + rest.length;
  // Where a fit is known, the network begins at 0: a hundredth of the prior would be much of a narrow posterior.
  const net = initMlp(key, "density/net", [given, ...hidden, outputs], start ? 0 : encodedScale);
  const [bias, skip] = [new Float32Array(outputs), new Float32Array(given * outputs)];
  bias.set(rest, own);
  if (start) {
    const rows = (x: tf.Tensor2D) => ({ columns: x.shape[1], values: x.dataSync() });
    const fit = normalFit(rows(start.value), rows(start.given));
    bias.set([0, ...fit.means, ...fit.logPrecisions, ...fit.coefficients.flat()]);
    for (const [row, slopes] of fit.slopes.entries()) skip.set(slopes, row * outputs + 1);
  }
  const last = `density/net/b${hidden.length}`;
  tf.dispose(net[last] as tf.Tensor);
  return { ...net, [last]: tf.tensor1d(bias), "density/skip": tf.tensor2d(skip, [given, outputs]) };
}

/** The normal of p values, and the numbers behind it. */
export function readHead(params: Params, p: number, given: tf.Tensor2D): { normal: Normals; rest: tf.Tensor2D } {
  const encoded = tf.add(applyMlp(params, "density/net", given), tf.matMul(given, params["density/skip"] as tf.Tensor2D));
  const own = normalsSize(1, p);
  return {
    normal: normalsOf(tf.slice(encoded, [0, 0], [-1, own]) as tf.Tensor2D, 1, p),
    rest: tf.slice(encoded, [0, own], [-1, -1]) as tf.Tensor2D,
  };
}
