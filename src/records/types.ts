/** What a run folder keeps, as types: those of its records are inferred from what is checked when they are read (schemas/). */
import type { Checkpoint, SettingValue, Transform } from "../contracts/values.js";
import type { PolicyData } from "../portable/types.js";
import type { Recorded } from "./checked.js";
import type { beliefsSchema, criticSchema } from "./schemas/beliefs.js";
import type { benchmarkConfigSchema, benchmarkCourseSchema, benchmarkResultSchema } from "./schemas/benchmark.js";
import type {
  calibrationConfigSchema,
  calibrationResultSchema,
  failedReplicationSchema,
  rankSchema,
} from "./schemas/calibration.js";
import type { curveConfigSchema, curveResultSchema } from "./schemas/curve.js";
import type {
  columnAboutSchema,
  estimateConfigSchema,
  estimatePieceSchema,
  estimateResultSchema,
  estimateShownSchema,
  informationEstimateSchema,
} from "./schemas/estimate.js";
import type { evaluationConfigSchema, evaluationResultSchema } from "./schemas/evaluation.js";
import type { inferenceConfigSchema, inferenceResultSchema, inferenceShownSchema } from "./schemas/inference.js";
import type { densitySchema, learnedSchema } from "./schemas/learned.js";
import type { designResultSchema, policyResultSchema } from "./schemas/result.js";
import type { aboutSchema, configSchema, drawnMetricSchema, metricSchema } from "./schemas/run.js";
import type { drawingSchema, latencySchema, rolloutsShape } from "./schemas/shown.js";

/** config.json: every option after defaults, enough to repeat the run. */
export type RunConfig = Recorded<typeof configSchema>;
/** "about" in config.json: what a run is about in words and units, so that its report needs no code of the simulator. */
export type About = Recorded<typeof aboutSchema>;
/** One line of metrics.jsonl. */
export type Metric = Recorded<typeof metricSchema>;
/** One that can be drawn. */
export type DrawnMetric = Recorded<typeof drawnMetricSchema>;
/** result.json */
export type DesignResult = Recorded<typeof designResultSchema>;
/** result.json of a policy. */
export type PolicyResult = Recorded<typeof policyResultSchema>;
/** drawing.json */
export type Drawing = Recorded<typeof drawingSchema>;
/** rollouts.json */
export type Rollouts = Recorded<typeof rolloutsShape>;
/** latency.json */
export type Latency = Recorded<typeof latencySchema>;
/** beliefs.json, beside policy.json */
export type BeliefsFile = Recorded<typeof beliefsSchema>;
/** config.json of `floe benchmark` */
export type BenchmarkConfig = Recorded<typeof benchmarkConfigSchema>;
/** result.json of `floe benchmark` */
export type BenchmarkResult = Recorded<typeof benchmarkResultSchema>;
/** course.json of `floe benchmark` */
export type BenchmarkCourse = Recorded<typeof benchmarkCourseSchema>;
/** config.json of `floe evaluate --out` */
export type EvaluationConfig = Recorded<typeof evaluationConfigSchema>;
/** result.json of `floe evaluate --out` */
export type EvaluationResult = Recorded<typeof evaluationResultSchema>;
/** config.json of `floe infer` */
export type InferenceConfig = Recorded<typeof inferenceConfigSchema>;
/** result.json of `floe infer` */
export type InferenceResult = Recorded<typeof inferenceResultSchema>;
/** What is known of one parameter. */
export type InferredParameter = InferenceResult["parameters"][number];
/** shown.json of `floe infer` */
export type InferenceShown = Recorded<typeof inferenceShownSchema>;
/** config.json of `floe curve` */
export type CurveConfig = Recorded<typeof curveConfigSchema>;
/** result.json of `floe curve` */
export type CurveResult = Recorded<typeof curveResultSchema>;
/** config.json of `floe calibrate` */
export type CalibrationConfig = Recorded<typeof calibrationConfigSchema>;
/** result.json of `floe calibrate` */
export type CalibrationResult = Recorded<typeof calibrationResultSchema>;
/** How one kind of posterior fares. */
export type CalibratedPosterior = CalibrationResult["posteriors"][number];
/** How it fares with one parameter. */
export type CalibratedParameter = CalibratedPosterior["parameters"][number];
/** One line of ranks.jsonl. */
export type Rank = Recorded<typeof rankSchema>;
export type FailedReplication = Recorded<typeof failedReplicationSchema>;
/** config.json of `floe estimate` */
export type EstimateConfig = Recorded<typeof estimateConfigSchema>;
/** result.json of `floe estimate` */
export type EstimateResult = Recorded<typeof estimateResultSchema>;
/** One number of it, by one estimator. */
export type InformationEstimate = Recorded<typeof informationEstimateSchema>;
/** What a column of the file was taken for. */
export type ColumnAbout = Recorded<typeof columnAboutSchema>;
/** One line of pieces.jsonl. */
export type EstimatePiece = Recorded<typeof estimatePieceSchema>;
/** A test of the estimator on the data themselves. */
export type SelfCheck = NonNullable<EstimateResult["checks"]>[number];
/** shown.json of `floe estimate` */
export type EstimateShown = Recorded<typeof estimateShownSchema>;
/** A trained critic as plain data: with its simulator, it can score outcomes again. */
export type PortableCritic = Recorded<typeof criticSchema>;

/** A trained model of the density of theta given outcomes as plain data. */
export type PortableDensity = Recorded<typeof densitySchema>;
/** learned.json: what was trained to tell theta from outcomes. */
export type LearnedFile = Recorded<typeof learnedSchema>;
/** One model of it. */
export type LearnedModel = LearnedFile["models"][number];

/** policy.json: all that is needed to decide, without TensorFlow.js. Read by src/portable/, which checks it itself. */
export interface PolicyFile extends PolicyData {
  readonly settings: Readonly<Record<string, SettingValue>>;
  /** What the networks see in place of an outcome. */
  readonly transform: Transform;
}

/** An adaptive policy as plain numbers. `family` is its name in the registry. */
export type TrainedPolicy = Pick<PolicyData, "family" | "hidden" | "seen" | "parameters" | "after" | "horizons">;

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
  saveLearned(learned: LearnedFile): void;
}
