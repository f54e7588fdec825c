/** `floe infer`: from data to parameters. What needs tensors is in src/runs/infer/. */
import type { RunKind } from "../../contracts/runKind.js";
import { leadsToProgram } from "../../loading/importUserFile.js";
import { checked } from "../../records/checked.js";
import { readInferenceResult } from "../../records/inferenceStore.js";
import { inferenceConfigSchema } from "../../records/schemas/inference.js";
import type { InferenceConfig, InferenceResult } from "../../records/types.js";
import { inferenceSummary } from "../infer/words.js";

export const infer: RunKind<InferenceConfig, InferenceResult> = {
  kind: "infer",
  read: (content) => checked(inferenceConfigSchema, content),
  asked({ simulator, settings, designs, data, posterior, draws, training, seed, backend }) {
    return {
      subject: simulator,
      options: { data: data.file, designs, set: settings, posterior, draws, seed, backend, ...training },
    };
  },
  program: ({ simulator, simulatorHash }) =>
    leadsToProgram(simulator)
      ? { what: "simulator", file: simulator, ...(simulatorHash === undefined ? {} : { hash: simulatorHash }) }
      : undefined,
  prepare: async (asked) => (await import("../infer/run.js")).prepareRun(asked),
  readResult: readInferenceResult,
  summary: (result) => inferenceSummary(result),
  warnings: ({ warnings }) => warnings,
  report: async (folder, outFile) => (await import("../../report/inference.js")).writeInferenceReport(folder, outFile),
};
