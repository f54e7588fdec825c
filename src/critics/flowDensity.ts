import * as tf from "@tensorflow/tfjs-core";
import type { DensityModel } from "../contracts/bounds.js";
import type { Params } from "../contracts/values.js";
import { columns } from "../engine/tensors.js";
import { applyMlp, initMlp } from "../nets/mlp.js";
import { split } from "../numbers/keys.js";
import { initHead, readHead } from "./normalHead.js";
import { fromResiduals, logMixture, type Normals, normalsOf, normalsSize, oneOf, picked, residuals } from "./normals.js";

const couplings = 5;

/** Normals in each dimension of what the flow ends at: one value alone has no other to be coupled with, and is a mixture then. */
const components = 4;

/** A coupling multiplies by at most e to this: what is much narrower than the prior, the normal before the couplings takes up. */
const mostLogScale = 2;

/**
 * Affine couplings (Dinh, Sohl-Dickstein and Bengio 2017, Density estimation using Real NVP, eq. 4 to 8) behind a normal with full covariance,
 * all of them conditional on what is given: value -> residual of the normal -> couplings -> independent mixtures of normals. A coupling
 * begins as the identity, so that the flow begins as the density `gaussian` and takes up what that leaves.
 */
export const flowDensity: DensityModel = {
  name: "flow",
  summary: `a normalising flow: a normal, ${couplings} affine couplings and mixtures of ${components} normals, all depending on what is given`,
  use: "densities that are no normal: the closest, and the dearest",
  reference: "Dinh, Sohl-Dickstein and Bengio 2017, Density estimation using Real NVP, arXiv:1605.08803",
  init(key, sizes, start) {
    const { value, given, hidden } = sizes;
    const k = split(key, "net", "couplings");
    const layers = split(k.couplings, ...coupled(value).map(({ name }) => name));
    const nets = coupled(value).map(({ name, moved }) =>
      initMlp(layers[name] as typeof key, name, [value - moved + given, ...hidden, 2 * moved], 0),
    );
    return Object.assign(initHead(k.net, sizes, startOfEnds(value), start), ...nets);
  },
  logDensity(params, value, given) {
    const { normal, ends } = heads(params, value.shape[1], given);
    const { ended, logVolume } = throughCouplings(params, oneOf(residuals(value, normal)), given);
    const stretched = tf.add(tf.sum(normal.logPrecisions, [1, 2]), logVolume);
    const each = ends.map((end, i) => logMixture(tf.slice(ended, [0, i], [-1, 1]), end));
    return each.reduce<tf.Tensor>((sum, one) => tf.add(sum, one), stretched) as tf.Tensor1D;
  },
  logDensities(params, values, given) {
    const [n, p] = values.shape;
    const m = given.shape[0];
    const all = tf.reshape(tf.tile(tf.reshape(values, [n, 1, p]), [1, m, 1]), [n * m, p]) as tf.Tensor2D;
    return tf.reshape(flowDensity.logDensity(params, all, tf.tile(given, [n, 1]) as tf.Tensor2D), [n, m]);
  },
  noise: (values) => 2 * values,
  sample(params, noise, given) {
    const p = noise.shape[1] / 2;
    const { normal, ends } = heads(params, p, given);
    const ended = ends.map((end, i) =>
      fromResiduals(
        tf.slice(noise, [0, p + i], [-1, 1]) as tf.Tensor2D,
        picked(end, tf.slice(noise, [0, i], [-1, 1]) as tf.Tensor2D),
      ),
    );
    return fromResiduals(backThroughCouplings(params, columns(...ended), given), normal);
  },
};

/** Components of the ends lie a little apart at first: equal ones would stay equal. */
function startOfEnds(p: number): Float32Array {
  const size = normalsSize(components, 1);
  const rest = new Float32Array(p * size);
  for (let i = 0; i < p; i++) {
    for (let c = 0; c < components; c++) rest[i * size + components + c] = 0.4 * ((2 * c + 1) / components - 1); // behind the weights' logits
  }
  return rest;
}

function heads(params: Params, p: number, given: tf.Tensor2D): { normal: Normals; ends: Normals[] } {
  const { normal, rest } = readHead(params, p, given);
  const size = normalsSize(components, 1);
  const end = (i: number) => normalsOf(tf.slice(rest, [0, i * size], [-1, size]), components, 1);
  return { normal, ends: Array.from({ length: p }, (_, i) => end(i)) };
}

/** By turns the last and the first half is moved, by what the other half says. None where there is one value. */
function coupled(p: number): { readonly name: string; readonly moved: number; readonly last: boolean }[] {
  if (p === 1) return [];
  return Array.from({ length: couplings }, (_, i) => {
    const last = i % 2 === 0;
    return { name: `density/coupling${i}`, moved: last ? Math.ceil(p / 2) : Math.floor(p / 2), last };
  });
}

type Coupling = ReturnType<typeof coupled>[number];

/** One half with what moves it: the half that stays, the one that moves, and of that the shift and the logarithm of the scale. */
function halves(params: Params, z: tf.Tensor2D, given: tf.Tensor2D, { name, moved, last }: Coupling) {
  const [n, p] = z.shape;
  const kept = p - moved;
  const stays = tf.slice(z, [0, last ? 0 : moved], [-1, kept]) as tf.Tensor2D;
  const moves = tf.slice(z, [0, last ? kept : 0], [-1, moved]) as tf.Tensor2D;
  const seen = given.shape[0] === n ? given : (tf.add(given, tf.zeros([n, 1])) as tf.Tensor2D);
  const said = applyMlp(params, name, columns(stays, seen));
  const shift = tf.slice(said, [0, 0], [-1, moved]) as tf.Tensor2D;
  const logScale = tf.mul(mostLogScale, tf.tanh(tf.div(tf.slice(said, [0, moved], [-1, moved]), mostLogScale))) as tf.Tensor2D;
  const joined = (x: tf.Tensor2D): tf.Tensor2D => (last ? columns(stays, x) : columns(x, stays));
  return { moves, shift, logScale, joined };
}

/** Puts the columns of even places before those of odd ones, [p, p]: with fixed halves, what lies in one would never be coupled with its like. */
function riffle(p: number): tf.Tensor2D {
  const order = [...Array(p).keys()].sort((a, b) => (a % 2) - (b % 2) || a - b);
  return tf.tensor2d(Array.from({ length: p }, (_, i) => order.map((from) => (from === i ? 1 : 0))));
}

/** Residuals of the normal to where the flow ends, with the logarithm of how much volumes grow, [n]. */
export function throughCouplings(
  params: Params,
  start: tf.Tensor2D,
  given: tf.Tensor2D,
): { ended: tf.Tensor2D; logVolume: tf.Tensor } {
  let [ended, logVolume]: [tf.Tensor2D, tf.Tensor] = [start, tf.scalar(0)];
  for (const coupling of coupled(start.shape[1])) {
    const { moves, shift, logScale, joined } = halves(params, ended, given, coupling);
    ended = tf.matMul(joined(tf.add(tf.mul(moves, tf.exp(logScale)), shift)), riffle(start.shape[1]));
    logVolume = tf.add(logVolume, tf.sum(logScale, 1));
  }
  return { ended, logVolume };
}

/** `throughCouplings` backwards. */
export function backThroughCouplings(params: Params, end: tf.Tensor2D, given: tf.Tensor2D): tf.Tensor2D {
  let start = end;
  for (const coupling of coupled(end.shape[1]).reverse()) {
    const before = tf.matMul(start, riffle(end.shape[1]), false, true) as tf.Tensor2D;
    const { moves, shift, logScale, joined } = halves(params, before, given, coupling);
    start = joined(tf.mul(tf.sub(moves, shift), tf.exp(tf.neg(logScale))));
  }
  return start;
}
