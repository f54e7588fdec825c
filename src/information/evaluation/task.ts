/** What an independent evaluation is given, and what it gives. */
import type { Critic, DensityModel } from "../../contracts/bounds.js";
import type { Gain } from "../../contracts/gain.js";
import type { EvaluationOptions } from "../../contracts/options.js";
import type { Policy } from "../../contracts/policy.js";
import type { Simulator } from "../../contracts/simulator.js";
import type { Key, PackedTensor, Params } from "../../contracts/values.js";
import type { PortableCritic } from "../../records/types.js";
import type { Sharing } from "./shared.js";

export interface EvaluationTask {
  readonly simulator: Simulator;
  readonly policy: Policy;
  readonly params: Params;
  readonly options: EvaluationOptions;
  readonly key: Key;
  /** Only the first so many groups of the experiments that others have seen all of; absent: all. */
  readonly groups?: number;
  /** Who else computes groups, and where they are kept; by a known likelihood, of simulators without a bank. */
  readonly sharing?: Sharing;
  /** A critic of more measurements that the fresh one begins from, and which of its inputs are left. Absent: from scratch. */
  readonly warm?: { readonly critic: PortableCritic; readonly inputs: readonly number[] };
}

/** With the critic that is trained where there is no likelihood. */
export interface ResolvedTask extends EvaluationTask {
  readonly critic: Critic;
  /** Model of densities, where their bounds are asked for. */
  readonly density?: DensityModel;
}

export interface Evaluation {
  readonly gain: Gain;
  /** What the user must be told: caps that bind, paths that were dropped. */
  readonly notes: readonly string[];
  /** Where there is no likelihood: the critic that was trained, and the thetas [contrasts, p] that the outcomes were contrasted with. */
  readonly fresh?: { readonly critic: PortableCritic; readonly thetas: PackedTensor };
}
