/** The library: public names only. Each command of `floe` is a thin layer over one function of this file. */
export * as tf from "@tensorflow/tfjs-core";
export * from "../designs/index.js";
export { compareMethods } from "../meta/compare/compare.js";
export { planComparison } from "../meta/compare/plan.js";
export type { ComparedRow, MetaCompareConfig, MetaComparison } from "../meta/compare/recordTypes.js";
export { metaMethods } from "../meta/learners/index.js";
export type { MetaModelFile, MetaResult, MetaTraining } from "../meta/records.js";
export { type MetaOutcome, type MetaRunOptions, trainMetaModel } from "../meta/run.js";
export type { MetaTrainingInput } from "../meta/setup.js";
export { openMetaStore } from "../meta/store.js";
export { taskFamilies } from "../meta/tasks/index.js";
export type { TaskFamily } from "../meta/types.js";
export { fixed } from "../policies/fixed.js";
export { adaptivePolicies, policies } from "../policies/index.js";
export { simulators } from "../simulators/index.js";
export { InputError, InterruptedError } from "./basics/errors.js";
export { version, versions } from "./basics/version.js";
export type * from "./contracts/index.js";
export { backendChoices } from "./contracts/options.js";
export { critics } from "./critics/index.js";
export { refitLastLayer } from "./critics/lastLayer.js";
export { type RunningBackend, startBackend } from "./engine/backend.js";
export {
  type CompiledStep,
  type CompileOptions,
  compileStep,
  type Step,
  type Update,
  type VariableState,
} from "./engine/compile/index.js";
export { column, columns, logMeanExp } from "./engine/tensors.js";
export { withNegatives } from "./estimators/fewerNegatives.js";
export { estimators } from "./estimators/index.js";
export { type PooledBound, pooledBound } from "./estimators/pooled.js";
export { totalCorrelation } from "./estimators/totalCorrelation.js";
export {
  conditionalInformation,
  type Divergence,
  type DivergenceOptions,
  divergence,
} from "./information/divergence/index.js";
export type { Evaluation, EvaluationTask } from "./information/evaluation/task.js";
export { checkSimulator } from "./loading/rehearse.js";
export { logNormalCumulative, normalCumulative } from "./modelling/cumulative.js";
export { createSimulator, defineSimulator } from "./modelling/defineSimulator.js";
export type { SdeSpec } from "./modelling/dynamics/equations.js";
export type { OdeEvent, OdeSpec } from "./modelling/dynamics/odeSystem.js";
export type { BankOptions, PathBank } from "./modelling/dynamics/pathBank.js";
/** Equations of one's own, as formulas: docs/dynamics.md. */
export { type SolvedOde, solveOde } from "./modelling/dynamics/solveOde.js";
export { type ReadOptions, type SdeOptions, type SolvedSde, solveSde } from "./modelling/dynamics/solveSde.js";
export type { SystemSpec, Written } from "./modelling/dynamics/system.js";
export { withGoal } from "./modelling/goals.js";
/** What is observed: `likelihoods.observed(likelihoods.binomial({ count: 50, probability }), { prior, designs })`. */
export * as likelihoods from "./modelling/laws/index.js";
export { forOwnDesigns, gaussianScores, paired, pairwiseScores } from "./modelling/likelihoods.js";
/** What is believed before: `priors.independent({ k: { ...priors.logNormal(0, 0.5), unit: "1/h" } })`. */
export * as priors from "./modelling/priors.js";
export { rivalModels } from "./modelling/rivals.js";
/** Random numbers as functions of a key: `random.normal(key, [n, 2])`. */
export * as random from "./numbers/distributions.js";
export { fold, key, split } from "./numbers/keys.js";
export { checkDesignOptions, type DesignInput, type DesignOptions, type Versus } from "./options/check.js";
/** A meta-trained model, as `floe/meta` has it without the rest. */
export { loadMetaModel, ModelError } from "./portable/model.js";
export type { MetaModel } from "./portable/modelTypes.js";
/** A trained policy, as `floe/policy` has it without the rest. */
export { loadPolicy, PolicyError, type PortablePolicy, type Session } from "./portable/policy.js";
export { createRunFolder, openStore, readConfig, readMetrics, readResult } from "./records/store.js";
export type * from "./records/types.js";
export { writeReport } from "./report/index.js";
export type { WrittenReport } from "./report/writePage.js";
export { describeRun } from "./runs/about.js";
export { type CalibrateInput, calibrate } from "./runs/calibrate/index.js";
export { designExperiment, trainPolicy } from "./runs/designExperiment.js";
/** Information in a file, or in columns: `await estimate({ file: "pairs.csv" })`. */
export { type EstimateInput, estimate, estimating } from "./runs/estimate/index.js";
export { evaluatePolicy } from "./runs/evaluate.js";
export { givenData } from "./runs/given.js";
export { grouped } from "./runs/grouped.js";
export { type Inference, type InferInput, infer, type OpenPosterior, openPosterior } from "./runs/infer/index.js";
export { prepareDesign } from "./runs/job.js";
export { loadSimulator } from "./runs/loadSimulator.js";
export { defineStudy, type StudyInput } from "./studies/check.js";
