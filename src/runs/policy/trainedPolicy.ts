/** A trained policy between tensors and records. */
import * as tf from "@tensorflow/tfjs-core";
import { adaptivePolicies } from "../../../policies/index.js";
import { pick } from "../../basics/names.js";
import type { AdaptiveFamily, Policy } from "../../contracts/policy.js";
import type { Simulator } from "../../contracts/simulator.js";
import type { Params, SeenScaling } from "../../contracts/values.js";
import { inDigits } from "../../engine/tensors.js";
import { lookOf } from "../../experiment/history.js";
import { isDesign, type TrainState } from "../../information/training/state.js";
import type { TrainedPolicy } from "../../records/types.js";

/** A trained policy and its parameters, which the caller disposes of. */
export function loadTrained(
  simulator: Simulator,
  { family, hidden, seen, parameters }: TrainedPolicy,
): { policy: Policy; params: Params } {
  const kind = pick<AdaptiveFamily>(adaptivePolicies, family, "adaptive policy");
  const policy = kind.create({ horizon: simulator.designs.dim, hidden, look: lookOf(simulator, seen) });
  const params = Object.fromEntries(
    Object.entries(parameters).map(([name, { shape, values }]) => [name, tf.tensor(Float32Array.from(values), [...shape])]),
  );
  return { policy, params };
}

/** The averaged policy as plain numbers. */
export function trainedPolicy(
  { family, hidden }: AdaptiveStart,
  seen: SeenScaling,
  { parameters, averaged }: TrainState,
): TrainedPolicy {
  const own = Object.entries(parameters).filter(([name]) => isDesign(name));
  return {
    family: family.name,
    hidden,
    seen,
    parameters: Object.fromEntries(
      own.map(([name, { shape, value }]) => [name, inDigits({ shape, value: averaged[name] ?? value })]),
    ),
  };
}

/** An adaptive policy to be trained from a static design. */
export interface AdaptiveStart {
  readonly family: AdaptiveFamily;
  readonly hidden: readonly number[];
  readonly start: readonly number[];
}
