/** `floe infer`: from data to parameters. What needs tensors is in src/runs/infer/. */
import type { RunKind } from "../../contracts/runKind.js";
import { checked } from "../../records/checked.js";
import { ofInference, readInferenceResult } from "../../records/inferenceStore.js";
import { inferenceConfigSchema } from "../../records/schemas/inference.js";
import type { InferenceConfig, InferenceResult } from "../../records/types.js";
import { inferenceSummary } from "../infer/words.js";
import { programOf } from "./program.js";

type Compared = {
  readonly settings: InferenceConfig["settings"];
  readonly rivals?: string;
  readonly modelWeights?: readonly number[];
};

export const infer: RunKind<InferenceConfig, InferenceResult> = {
  kind: "infer",
  read: (content) => checked(inferenceConfigSchema, content),
  asked({ models, ...config }) {
    const { simulator, designs, data, posterior, draws, training, seed, backend } = config;
    const {
      settings: set,
      rivals,
      modelWeights,
    } = { rivals: undefined, ...(models ? ofInference(config, models) : config) } as Compared;
    return {
      subject: simulator,
      options: { data: data.file, designs, set, rivals, modelWeights, posterior, draws, seed, backend, ...training },
    };
  },
  numbers: { paths: { sd: "parameters.0.sd", mean: "parameters.0.mean" }, better: "lower" },
  program: ({ models, ...first }) => programOf([first, ...(models?.rivals ?? [])]),
  prepare: async (asked) => (await import("../infer/run.js")).prepareRun(asked),
  readResult: readInferenceResult,
  summary: (result) => inferenceSummary(result),
  warnings: ({ warnings }) => warnings,
  report: async (folder, outFile) => (await import("../../report/inference.js")).writeInferenceReport(folder, outFile),
};
