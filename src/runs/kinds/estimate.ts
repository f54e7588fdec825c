/** `floe estimate`: mutual information from a file. What needs tensors is in src/runs/estimate/. */
import type { RunKind } from "../../contracts/runKind.js";
import { checked } from "../../records/checked.js";
import { readEstimateResult } from "../../records/estimateStore.js";
import { estimateConfigSchema } from "../../records/schemas/estimate.js";
import type { EstimateConfig, EstimateResult } from "../../records/types.js";
import { estimateSummary } from "../estimate/words.js";

export const estimate: RunKind<EstimateConfig, EstimateResult> = {
  kind: "estimate",
  read: (content) => checked(estimateConfigSchema, content),
  asked: ({ file, options, seed, backend }) => ({ subject: file, options: { ...options, seed, backend } }),
  numbers: { paths: { value: "value", se: "se", cap: "cap" }, better: "higher" },
  program: () => undefined,
  prepare: async (asked) => (await import("../estimate/run.js")).prepareRun(asked),
  readResult: readEstimateResult,
  brief: ({ value }) => String(value),
  summary: (result) => estimateSummary(result),
  warnings: ({ warnings }) => warnings,
  report: async (folder, outFile) => (await import("../../report/estimate.js")).writeEstimateReport(folder, outFile),
};
