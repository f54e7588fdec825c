/** `floe calibrate`: whether posteriors hold what they say. What needs tensors is in src/runs/calibrate/. */
import type { RunKind } from "../../contracts/runKind.js";
import { readCalibrationResult } from "../../records/calibrationStore.js";
import { checked } from "../../records/checked.js";
import { calibrationConfigSchema } from "../../records/schemas/calibration.js";
import type { CalibrationConfig, CalibrationResult } from "../../records/types.js";
import { calibrationSummary } from "../calibrate/words.js";
import { programOf } from "./program.js";

export const calibrate: RunKind<CalibrationConfig, CalibrationResult> = {
  kind: "calibrate",
  read: (content) => checked(calibrationConfigSchema, content),
  asked({ simulator, settings, design, policy, run, given, asked, draws, training, seed, backend }) {
    const of = policy?.run ?? (given && run); // draws that are the prior are a file of the run
    return {
      subject: of ?? simulator,
      options: { ...asked, design, draws, ...(of === undefined ? { set: settings } : {}), seed, backend, ...training },
    };
  },
  numbers: { paths: { p: "posteriors.0.tarp.sbcP" }, better: "higher" },
  program: (config) => programOf([config]),
  prepare: async (asked) => (await import("../calibrate/run.js")).prepareRun(asked),
  readResult: readCalibrationResult,
  summary: (result) => calibrationSummary(result),
  warnings: ({ warnings }) => warnings,
  report: async (folder, outFile) => (await import("../../report/calibration.js")).writeCalibrationReport(folder, outFile),
};
