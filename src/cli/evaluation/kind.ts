/** `floe evaluate --out`: what a design or a policy is worth, kept as a run. What needs tensors is in prepare.ts. */
import type { RunKind } from "../../contracts/runKind.js";
import { checked } from "../../records/checked.js";
import { readEvaluationResult } from "../../records/evaluationRun.js";
import { evaluationConfigSchema } from "../../records/schemas/evaluation.js";
import type { EvaluationConfig, EvaluationResult } from "../../records/types.js";
import { programOf } from "../../runs/kinds/program.js";
import { sourcesOf } from "./sources.js";
import { evaluationWords } from "./words.js";

export const evaluate: RunKind<EvaluationConfig, EvaluationResult> = {
  kind: "evaluate",
  read: (content) => checked(evaluationConfigSchema, content),
  asked: ({ subject, asked, seed, backend }) => ({ subject, options: { ...asked, seed, backend } }),
  numbers: {
    paths: {
      ...{ gain: "gain.lower.value", se: "gain.lower.se", upper: "gain.upper.value", exact: "gain.exact" },
      seconds: "seconds",
    },
    better: "higher",
  },
  program: (config) => programOf(sourcesOf(config)),
  prepare: async (asked) => (await import("./prepare.js")).prepareRun(asked),
  readResult: readEvaluationResult,
  summary: (result) => evaluationWords(result),
  warnings: ({ warnings }) => warnings,
  report: async (folder, outFile) => (await import("../../report/evaluation.js")).writeEvaluationReport(folder, outFile),
};
