/** Experiments with parameters of the prior, and the prior as posteriors draw from it. */
import * as tf from "@tensorflow/tfjs-core";
import type { MadeExperiment } from "../../contracts/data.js";
import type { Policy } from "../../contracts/policy.js";
import type { Prior, Simulator } from "../../contracts/simulator.js";
import type { Key, Params } from "../../contracts/values.js";
import { tidied } from "../../engine/tensors.js";
import { validationDraw } from "../../experiment/draws.js";
import { policyContext, rollout } from "../../experiment/rollout.js";
import { split } from "../../numbers/keys.js";
import { priorOf } from "../infer/prior.js";

export interface Experiments {
  readonly count: number;
  /** What was measured in the i-th one, and where. */
  made(i: number): MadeExperiment;
  /** With which parameters, in their own units. */
  truth(i: number): Float32Array;
  /** Standard deviation of each parameter. */
  readonly sd: Float64Array;
}

export async function experimentsOf(
  simulator: Simulator,
  { policy, params }: { readonly policy: Policy; readonly params: Params },
  key: Key,
  n: number,
  signal?: AbortSignal,
): Promise<Experiments> {
  const k = split(key, "draw", "designs");
  const draw = await validationDraw(simulator, k.draw, n, signal);
  const [theta, design, outcome] = tidied(() => {
    const seen = rollout(simulator, policy, params, draw, policyContext(policy, simulator.designs, k.designs, n));
    return [seen.theta, seen.design, seen.outcome].map((x) => Float32Array.from(x.dataSync())) as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
  });
  tf.dispose([draw.theta, draw.noise]);
  const row = (values: Float32Array, i: number, of: number): Float32Array => {
    const columns = values.length / of;
    return values.subarray(i * columns, (i + 1) * columns);
  };
  const places = design.length === simulator.designs.dim ? 1 : n;
  return {
    count: n,
    made: (i) => ({
      design: [...row(design, places === 1 ? 0 : i, places)],
      outcome: [...row(outcome, i, n)],
    }),
    truth: (i) => row(theta, i, n),
    sd: spreads(theta, theta.length / n),
  };
}

function spreads(values: Float32Array, p: number): Float64Array {
  const n = values.length / p;
  return Float64Array.from({ length: p }, (_, j) => {
    const column = Array.from({ length: n }, (_, i) => values[i * p + j] as number);
    const mean = column.reduce((sum, x) => sum + x, 0) / n;
    return Math.sqrt(column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / n) || 1;
  });
}

/** Simulations that a prior is drawn from again where each draw of it costs one: as many as `infer` has. */
const known = 10_000;

/** As `infer` draws from it. */
export async function priorFor(simulator: Simulator, key: Key, signal?: AbortSignal): Promise<Prior> {
  if (!simulator.bank) return simulator.prior;
  const draw = await validationDraw(simulator, key, known, signal);
  const rows = { columns: simulator.prior.names.length, values: Float32Array.from(draw.theta.dataSync()) };
  tf.dispose([draw.theta, draw.noise]);
  return priorOf(simulator, rows);
}
