/** Plain data: options, results and what a run folder keeps. Contracts that hold tensors are in types.ts, which passes these on. */

import type { Estimate, Gain, NamedGain } from "../contracts/gain.js";
import type { TrainingOptions } from "../contracts/options.js";
import type { PortableSpace } from "../contracts/space.js";
import type {
  Checkpoint,
  FeatureScaling,
  PackedTensor,
  Scale,
  SeenScaling,
  SettingValue,
  Transform,
} from "../contracts/values.js";
import type { OutcomeRange } from "../portable/types.js";

/** One line of metrics.jsonl. */
export interface Metric {
  readonly restart: number;
  readonly step: number;
  /** Training bound of recent steps, nats, with its standard error. Not an evaluation. */
  readonly bound: number;
  readonly se: number;
  /** Bound on a fixed validation draw, where this step validated. */
  readonly validation?: number;
  /** What a bound's auxiliary alone says of the information (FLO's E[-u]), nats: of one batch, and no bound. */
  readonly readOut?: { readonly value: number; readonly se: number };
  /** Both terms of the bound, nats: their difference is the bound. Absent for bounds whose scores stand for no density ratio. */
  readonly parts?: Readonly<Record<"joint" | "others", { readonly value: number; readonly se?: number }>>;
  readonly design: readonly number[];
  readonly seconds: number;
}

/** An adaptive policy as plain numbers. */
export interface TrainedPolicy {
  /** Its name in the registry. */
  readonly family: string;
  readonly hidden: readonly number[];
  readonly seen: SeenScaling;
  readonly parameters: Readonly<Record<string, { readonly shape: readonly number[]; readonly values: readonly number[] }>>;
}

/** A trained critic as plain data: with its simulator, it can score outcomes again. */
export interface PortableCritic {
  readonly options: Pick<TrainingOptions, "critic" | "hidden" | "features" | "auxiliary">;
  readonly scaling: FeatureScaling;
  readonly parameters: Readonly<Record<string, PackedTensor>>;
}

/** beliefs.json, beside policy.json: what turns outcomes into beliefs about theta, by weights on draws from the prior. */
export interface BeliefsFile {
  readonly kind: "beliefs";
  readonly version: string;
  /** A name of the registry, or the path of the user's file. */
  readonly simulator: string;
  /** As in config.json; absent from older versions. */
  readonly simulatorHash?: string;
  readonly settings: Readonly<Record<string, SettingValue>>;
  readonly horizon: number;
  /** Only where there is no likelihood: one critic after each measurement (null: none was trained), and draws from the prior in effect. */
  readonly learned?: { readonly critics: readonly (PortableCritic | null)[]; readonly thetas: PackedTensor };
}

/** result.json */
export interface DesignResult {
  readonly kind: "design";
  readonly simulator: string;
  readonly settings: Readonly<Record<string, SettingValue>>;
  readonly estimator: string;
  readonly seed: number;
  readonly backend: string;
  readonly version: string;
  readonly design: readonly number[];
  readonly designNames: readonly string[];
  readonly designUnit: string;
  readonly gain: Gain;
  readonly baselines: readonly NamedGain[];
  /** Baselines that could not be evaluated, with the reason; absent where there are none. */
  readonly leftOut?: readonly { readonly name: string; readonly why: string }[];
  readonly training: {
    readonly steps: number;
    readonly seconds: number;
    readonly bound: { readonly value: number; readonly se: number };
    /** null when the estimator has no cap. */
    readonly cap: number | null;
    readonly restarts: readonly { readonly design: readonly number[]; readonly compared: Estimate; readonly steps: number }[];
    readonly chosen: number;
  };
  readonly warnings: readonly string[];
}

/** result.json of a policy. */
export interface PolicyResult extends Omit<DesignResult, "kind" | "design"> {
  readonly kind: "policy";
  /** Its name in the registry. */
  readonly policy: string;
  /** Measurements in an experiment. */
  readonly horizon: number;
  /** The policy itself, beside result.json. */
  readonly policyFile: "policy.json";
  /**
   * What the first 1, 2, ... measurements of the policy, and of the static design, are worth; the last is the whole `gain`. Absent where only
   * the last was asked for, and from older versions.
   */
  readonly gainPerStep?: readonly { readonly name: string; readonly gains: readonly Gain[] }[];
}

/** policy.json: all that is needed to decide, without TensorFlow.js. */
export interface PolicyFile extends TrainedPolicy {
  readonly kind: "policy";
  readonly version: string;
  readonly simulator: string;
  readonly settings: Readonly<Record<string, SettingValue>>;
  readonly horizon: number;
  readonly designNames: readonly string[];
  readonly designUnit: string;
  readonly outcomeNames: readonly string[];
  readonly outcomeUnit: string;
  /** What each measurement can come out as, where the simulator says so: see src/portable/types.ts. */
  readonly outcomeKinds?: readonly OutcomeRange["kind"][];
  readonly outcomeLow?: readonly number[];
  readonly outcomeHigh?: readonly number[];
  readonly space: PortableSpace;
  /** What the networks see in place of an outcome. */
  readonly transform: Transform;
}

/** drawing.json: what the report needs to draw the design on what it means. */
export interface Drawing {
  readonly xTitle: string;
  readonly yTitle: string;
  readonly xs: readonly number[];
  /** Example courses, one array a path, each as long as xs. */
  readonly paths: readonly (readonly number[])[];
}

/** rollouts.json: simulated experiments in which the policy decided, from draws that nothing else saw. One row an experiment. */
export interface Rollouts {
  readonly theta: readonly (readonly number[])[];
  /** Where it measured, in the order in which it did. */
  readonly design: readonly (readonly number[])[];
  readonly outcome: readonly (readonly number[])[];
  /** Noiseless courses of the same experiments along the drawing's xs, where the simulator has them. */
  readonly courses?: readonly (readonly number[])[];
}

/** latency.json: how long decisions of the portable policy take where the run was made. A measurement: no two runs have the same. */
export interface Latency {
  readonly decisions: number;
  /** Microseconds from an outcome to the next design. */
  readonly median: number;
  readonly p99: number;
}

/** "about" in config.json: what a run is about in words and units, so that its report needs no code of the simulator. */
export interface About {
  readonly summary: string;
  readonly theta: { readonly names: readonly string[]; readonly units: readonly string[] };
  readonly design: {
    readonly names: readonly string[];
    readonly unit: string;
    readonly low: readonly number[];
    readonly high: readonly number[];
    /** On which scale each coordinate was trained; absent: linear. */
    readonly scales?: readonly Scale[];
  };
  readonly outcome: { readonly names: readonly string[]; readonly unit: string };
  /** The training estimator's cap at the run's batch size; null where it has none. */
  readonly cap: number | null;
  /** What was used, with its source. */
  readonly methods: readonly { readonly name: string; readonly summary: string; readonly reference?: string }[];
}

/** Where a run keeps its records. The folder on disk is one; the library without a folder uses none. */
export interface RunStore {
  /** On disk before it returns. */
  appendMetric(metric: Metric): void;
  /** Atomic; all metrics so far are on disk before it is. */
  saveCheckpoint(checkpoint: Checkpoint): void;
  /** The last checkpoint; undefined when there is none. */
  loadCheckpoint(): Checkpoint | undefined;
  /** Replaces all metrics, atomically, by what `arrange` makes of them. A last line that was never finished is not among them. */
  rewriteMetrics(arrange: (metrics: readonly Metric[]) => readonly Metric[]): void;
  saveDrawing(drawing: Drawing): void;
  saveResult(result: DesignResult | PolicyResult): void;
  savePolicy(policy: PolicyFile): void;
  saveRollouts(rollouts: Rollouts): void;
  saveLatency(latency: Latency): void;
  saveBeliefs(beliefs: BeliefsFile): void;
}
