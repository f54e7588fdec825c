/** A trained policy between tensors and records. */
import * as tf from "@tensorflow/tfjs-core";
import { adaptivePolicies } from "../../../policies/index.js";
import { pick } from "../../basics/names.js";
import type { AdaptiveFamily, AdaptivePolicy } from "../../contracts/policy.js";
import type { Simulator } from "../../contracts/simulator.js";
import type { Params, SeenScaling } from "../../contracts/values.js";
import { inDigits } from "../../engine/tensors.js";
import { setupOf } from "../../experiment/history.js";
import { isDesign, type TrainState } from "../../information/training/state.js";
import { measurementsOf } from "../../numbers/measurements.js";
import type { TrainedPolicy } from "../../records/types.js";
import { continuedFrom } from "./continued.js";
import type { Horizons } from "./horizons.js";

/** A trained policy and its parameters, which the caller disposes of. @param simulator of the measurements that it decides about */
export function loadTrained(
  simulator: Simulator,
  { family, hidden, seen, parameters, horizons, after = [] }: TrainedPolicy,
): { policy: AdaptivePolicy; params: Params } {
  const kind = pick<AdaptiveFamily>(adaptivePolicies, family, "adaptive policy");
  const horizon = measurementsOf(simulator.designs) + after.length;
  const whole = kind.create(setupOf(simulator, seen, horizon, hidden, horizons && Math.max(...horizons)));
  const policy = after.length > 0 ? continuedFrom(whole, after) : whole;
  const params = Object.fromEntries(
    Object.entries(parameters).map(([name, { shape, values }]) => [name, tf.tensor(Float32Array.from(values), [...shape])]),
  );
  return { policy, params };
}

/** The averaged policy as plain numbers. */
export function trainedPolicy(
  { family, hidden, from, horizons }: AdaptiveStart,
  seen: SeenScaling,
  { parameters, averaged }: TrainState,
): TrainedPolicy {
  const own = Object.entries(parameters).filter(([name]) => isDesign(name));
  return {
    family: family.name,
    hidden,
    seen,
    ...(horizons ? { horizons: horizons.all } : {}),
    ...(from?.after ? { after: from.after } : {}),
    parameters: Object.fromEntries(
      own.map(([name, { shape, value }]) => [name, inDigits({ shape, value: averaged[name] ?? value })]),
    ),
  };
}

/** An adaptive policy to be trained from a static design, or from where an earlier training left it. */
export interface AdaptiveStart {
  readonly family: AdaptiveFamily;
  readonly hidden: readonly number[];
  /** The best static design. */
  readonly start: readonly number[];
  /** Whether it begins as that, or as the best first measurement in every step. */
  readonly begins: "static" | "first";
  readonly from?: TrainedPolicy;
  /** Where it serves several horizons. */
  readonly horizons?: Pick<Horizons, "all" | "shorter">;
  /** One measurement alone, by whose likelihood every one can be scored; absent: none can. */
  readonly single?: Simulator;
}
