import * as tf from "@tensorflow/tfjs-core";
import type { DensityModel } from "../contracts/bounds.js";
import type { Params } from "../contracts/values.js";
import { normals as standardNormals } from "../numbers/distributions.js";
import { split } from "../numbers/keys.js";
import { initHead, readHead } from "./normalHead.js";
import {
  fromResiduals,
  logMixture,
  logMixtures,
  type Normals,
  normalsOf,
  normalsSize,
  oneOf,
  picked,
  residuals,
  residualsOfAll,
} from "./normals.js";

const components = 8;

/** How far apart the components begin, in sd of the normal that they are about: equal ones would stay equal. */
const apart = 0.3;

/**
 * Normals with full covariances, and their weights, all read off what is given. They are normals of the residuals of one more, which begins as
 * the normal fit of a start: a mixture again, whose components need not find a narrow density first.
 */
export const mixtureDensity: DensityModel = {
  name: "mixture",
  summary: `${components} normals with weights, means and full covariances that depend on what is given`,
  use: "densities with several modes or skewed ones, of few numbers",
  reference: "Bishop 1994, Mixture density networks",
  init(key, sizes, start) {
    const k = split(key, "net", "means");
    const rest = new Float32Array(normalsSize(components, sizes.value));
    rest.set(
      standardNormals(k.means, components * sizes.value).map((z) => apart * z),
      components, // behind the weights' logits
    );
    return initHead(k.net, sizes, rest, start);
  },
  logDensity(params, value, given) {
    const { normal, mixture } = read(params, value.shape[1], given);
    return tf.add(logMixture(oneOf(residuals(value, normal)), mixture), tf.sum(normal.logPrecisions, [1, 2]));
  },
  logDensities(params, values, given): tf.Tensor2D {
    const { normal, mixture } = read(params, values.shape[1], given);
    const log = logMixtures(residualsOfAll(tf.expandDims(values, 0), normal), mixture);
    return tf.transpose(tf.add(log, tf.reshape(tf.sum(normal.logPrecisions, [1, 2]), [-1, 1]))) as tf.Tensor2D;
  },
  noise: (values) => values + 1,
  sample(params, noise, given) {
    const p = noise.shape[1] - 1;
    const { normal, mixture } = read(params, p, given);
    const one = picked(mixture, tf.slice(noise, [0, 0], [-1, 1]));
    return fromResiduals(fromResiduals(tf.slice(noise, [0, 1], [-1, p]), one), normal);
  },
};

function read(params: Params, p: number, given: tf.Tensor2D): { normal: Normals; mixture: Normals } {
  const { normal, rest } = readHead(params, p, given);
  return { normal, mixture: normalsOf(rest, components, p) };
}
