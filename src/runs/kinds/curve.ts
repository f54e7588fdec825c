/** `floe curve`: gain against the number of measurements. What needs tensors is in src/runs/curve/run.ts. */
import type { RunKind } from "../../contracts/runKind.js";
import { checked } from "../../records/checked.js";
import { readCurveResult } from "../../records/curveStore.js";
import { curveConfigSchema } from "../../records/schemas/curve.js";
import type { CurveConfig, CurveResult, RunConfig } from "../../records/types.js";
import { curveSummary } from "../curve/words.js";
import { optionsOf } from "./experiment.js";
import { programOf } from "./program.js";

export const curve: RunKind<CurveConfig, CurveResult> = {
  kind: "curve",
  read: (content) => checked(curveConfigSchema, content),
  asked({ counts, ...config }) {
    const { simulator, cost, costUnit } = config;
    const options = optionsOf({ ...config, kind: "design", designs: 1 } as RunConfig);
    return { subject: simulator, options: { counts: counts.join(","), cost, costUnit, ...options } };
  },
  numbers: { paths: { gain: "points.-1.gain.lower.value", se: "points.-1.gain.lower.se" }, better: "higher" },
  program: ({ rivals = [], ...first }) => programOf([first, ...rivals]),
  prepare: async (asked) => (await import("../curve/run.js")).prepareRun(asked),
  readResult: readCurveResult,
  summary: (result) => curveSummary(result),
  warnings: ({ warnings }) => warnings,
  report: async (folder, outFile) => (await import("../../report/curve.js")).writeCurveReport(folder, outFile),
};
