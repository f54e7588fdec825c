/** A function of single samples that tells P from Q, trained by the same bounds as a critic of pairs. */
import * as tf from "@tensorflow/tfjs-core";
import type { FromScores } from "../../contracts/bounds.js";
import type { Key, Params } from "../../contracts/values.js";
import { type AscentState, badStepsAllowed, compileAscent, initParameters, tensorsOf } from "../../engine/ascent/index.js";
import { tidied } from "../../engine/tensors.js";
import { applyMlp, initMlp } from "../../nets/mlp.js";
import { split } from "../../numbers/keys.js";
import { type ClimbCounters, climbing, freshCounters } from "../climb.js";
import { readers } from "../objective.js";
import { memoryName } from "../training/state.js";

import { drawnRows, type Parts, rowsIn, standardiser, type TwoSamples } from "./samples.js";

export interface CriticTraining {
  readonly hidden: readonly number[];
  readonly steps: number;
  readonly batch: number;
  readonly rate: number;
}

const NET = "critic/sample";
/** The critic is looked at this often, and given up after so many looks without gain. */
const [lookEvery, patience] = [50, 20] as const;

/**
 * S_ii = f(p_i), S_ij = f(q_j): what a bound contrasts the pairs with are then the samples of Q. Every bound whose best scores are the log
 * ratio, up to a constant, thereby bounds KL(P, Q); mutual information is the case that Q is the product of P's marginals.
 */
export function twoSampleScores(ofP: tf.Tensor1D, ofQ: tf.Tensor1D): tf.Tensor2D {
  const n = ofP.shape[0];
  const own = new Uint8Array(n * n);
  for (let i = 0; i < n; i++) own[i * (n + 1)] = 1;
  const wide = (row: tf.Tensor1D) => tf.tile(tf.reshape(row, [1, n]), [n, 1]);
  return tf.where(tf.tensor2d(own, [n, n], "bool"), wide(ofP), wide(ofQ)) as tf.Tensor2D;
}

export interface SampleCritic {
  /** f of all rows, nats. */
  of(samples: TwoSamples): { readonly p: Float32Array; readonly q: Float32Array };
}

/**
 * Trains, and keeps the critic that is best on the rows for selection.
 * @throws DivergedError when the bound stays not finite; InterruptedError when the signal aborts
 */
export async function trainSampleCritic(
  { training, selection }: Parts<TwoSamples>,
  estimator: FromScores,
  options: CriticTraining,
  k: Key,
  signal?: AbortSignal,
): Promise<SampleCritic> {
  const keys = split(k, "init", "p", "q");
  const standardised = standardiser(training);
  const { columns } = training.p;
  const [p, q] = [standardised(training.p), standardised(training.q)];
  const batchOf = (step: number): Params => ({
    p: drawn(p, columns, drawnRows(keys.p, step, options.batch, rowsIn(training.p))),
    q: drawn(q, columns, drawnRows(keys.q, step, options.batch, rowsIn(training.q))),
  });
  const { memory, ...reading } = readers(estimator, (params, { p, q }: Params) => ({
    scores: twoSampleScores(scoresOf(params, p as tf.Tensor2D), scoresOf(params, q as tf.Tensor2D)),
  }));
  const init = () => ({ ...initMlp(keys.init, NET, [columns, ...options.hidden, 1], 0.1), ...memory() });
  const state: AscentState<ClimbCounters> = { counters: freshCounters(), parameters: tidied(() => initParameters(init())) };
  const compiled = tidied(() =>
    compileAscent((params, inputs) => stepOf(reading.read(params, inputs)), state, {
      inputs: batchOf(0),
      objective: "climbed",
      groups: groupsOf(state),
    }),
  );
  const of = (samples: TwoSamples) => {
    const f = (values: Float32Array) =>
      tidied(() => scoresOf(tensorsOf(state), tf.tensor2d(values, [values.length / columns, columns])).dataSync());
    return { p: f(standardised(samples.p)) as Float32Array, q: f(standardised(samples.q)) as Float32Array };
  };
  try {
    const look = () => {
      const seen = of(selection);
      return donskerVaradhanOf(seen.p, seen.q);
    };
    const { steps, rate } = options;
    const climb = { compiled, state, groups: groupsOf(state), rate, steps, inputs: batchOf, look, every: lookEvery, patience };
    for await (const _ of climbing({ ...climb, notFinite: (step) => notFinite(estimator, step) }, signal));
  } finally {
    compiled.dispose();
  }
  return { of };
}

const notFinite = ({ name }: FromScores, step: number): string =>
  `${name}: the bound was not finite for ${badStepsAllowed} steps in a row, up to step ${step}. Lower the rate, or raise the batch`;

const stepOf = ({ maximised, memory }: { maximised: tf.Tensor1D; memory: Params }): Params => ({
  climbed: tf.mean(maximised),
  ...memory,
});

const groupsOf = ({ parameters }: AscentState) => ({
  critic: { names: Object.keys(parameters).filter((name) => !name.startsWith(memoryName)), counter: "updates" as const },
});

const scoresOf = (params: Params, rows: tf.Tensor2D): tf.Tensor1D => tf.reshape(applyMlp(params, NET, rows), [-1]);

function drawn(values: Float32Array, columns: number, rows: Uint32Array): tf.Tensor2D {
  const out = new Float32Array(rows.length * columns);
  rows.forEach((row, i) => {
    out.set(values.subarray(row * columns, (row + 1) * columns), i * columns);
  });
  return tf.tensor2d(out, [rows.length, columns]);
}

/** mean f(p) - log mean exp f(q): unchanged by a constant that is added to f. */
function donskerVaradhanOf(p: Float32Array, q: Float32Array): number {
  return meanOf(p) - logMeanExpOf(q);
}

const meanOf = (x: Float32Array): number => x.reduce((sum, v) => sum + v, 0) / x.length;

export function logMeanExpOf(x: Float32Array): number {
  const top = x.reduce((most, v) => Math.max(most, v), Number.NEGATIVE_INFINITY);
  return top + Math.log(x.reduce((sum, v) => sum + Math.exp(v - top), 0) / x.length);
}
