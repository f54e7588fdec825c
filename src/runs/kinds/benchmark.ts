/** `floe benchmark`: an estimator on pairs whose information is known. What needs tensors is in src/runs/benchmark/. */
import type { RunKind } from "../../contracts/runKind.js";
import { readBenchmarkResult } from "../../records/benchmarkStore.js";
import { checked } from "../../records/checked.js";
import { benchmarkConfigSchema } from "../../records/schemas/benchmark.js";
import type { BenchmarkConfig, BenchmarkResult } from "../../records/types.js";
import { benchmarkSummary } from "../benchmark/words.js";

export const benchmark: RunKind<BenchmarkConfig, BenchmarkResult> = {
  kind: "benchmark",
  read: (content) => checked(benchmarkConfigSchema, content),
  asked: ({ task, settings, estimator, estimatorSettings, options, seed, backend }) => ({
    subject: task,
    options: { set: settings, estimator, estimatorSetting: estimatorSettings, ...options, seed, backend },
  }),
  numbers: {
    paths: { mse: "levels.-1.mse", value: "levels.-1.value", se: "levels.-1.se", seconds: "seconds" },
    better: "lower",
  },
  program: () => undefined,
  prepare: async (asked) => (await import("../benchmark/run.js")).prepareRun(asked),
  readResult: readBenchmarkResult,
  summary: (result) => benchmarkSummary(result),
  warnings: ({ warnings }) => warnings,
  report: async (folder, outFile) => (await import("../../report/benchmark.js")).writeBenchmarkReport(folder, outFile),
};
