/** `trained.js WORKLOAD STEPS`: trains for some steps on wasm, then writes weights, one draw, and the step's results on it as JSON. */
import * as tf from "@tensorflow/tfjs-core";
import type { Params } from "../src/contracts/values.js";
import { pullInto } from "../src/engine/ascent/index.js";
import { startBackend } from "../src/engine/backend.js";

import { prepareStep } from "./setUp.js";

interface Values {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** What another writing of the step needs to compute the same numbers, and the numbers. */
export interface Trained {
  readonly weights: Readonly<Record<string, Values>>;
  readonly inputs: Readonly<Record<string, Values>>;
  readonly scaling: unknown;
  readonly bound: number;
  /** Of the gradients of design and critic. */
  readonly norms: Readonly<Record<string, number>>;
}

const [workload, steps] = process.argv.slice(2) as [string, string];
await startBackend("wasm");
const { compiled, state, scaling, inputs, take } = await prepareStep(JSON.parse(workload), "wasm");
for (let step = 0; step < Number(steps); step++) take();
pullInto(state, compiled);
const drawn = inputs(state.counters.step);
const valuesOf = (params: Params): Record<string, Values> =>
  Object.fromEntries(
    Object.entries(params).map(([name, x]) => [name, { shape: x.shape, values: Array.from(x.dataSync() as Float32Array) }]),
  );
const weights = Object.fromEntries(
  Object.entries(state.parameters).map(([name, { shape, value }]) => [name, { shape, values: Array.from(value) }]),
);
const { bound } = compiled.run(drawn);
const trained: Trained = {
  weights,
  inputs: valuesOf(drawn),
  scaling,
  bound: bound?.[0] as number,
  norms: compiled.norms(),
};
tf.dispose(drawn);
process.stdout.write(JSON.stringify(trained));
