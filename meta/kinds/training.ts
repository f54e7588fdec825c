/** `floe meta train`: one training of a method. What needs tensors is in prepareTraining.ts. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { withError } from "../../src/basics/digits.js";
import { table } from "../../src/basics/tables.js";
import { counted, decimals } from "../../src/basics/text.js";
import type { RunKind } from "../../src/contracts/runKind.js";
import { checked } from "../../src/records/checked.js";
import type { Interval, MeanError, MetaConfig, MetaResult } from "../records.js";
import { level } from "../report/numbers.js";
import { metaConfigSchema } from "../schemas/training.js";
import { metaFiles, readDivergence, readMetaResult } from "../store.js";
import { programOf } from "./family.js";
import { optionsOf } from "./trainingInput.js";

export const meta: RunKind<MetaConfig, MetaResult> = {
  kind: "meta",
  read: (content) => checked(metaConfigSchema, content),
  asked: ({ training, familyFile, validationOnly, backend }) => ({
    subject: training.method,
    options: { ...optionsOf(training, familyFile), validationOnly, backend },
  }),
  numbers: {
    paths: { error: "errors.-1.value", se: "errors.-1.se", validation: "validation", seconds: "seconds" },
    better: "lower",
  },
  program: programOf,
  prepare: async (asked) => (await import("./prepareTraining.js")).prepareTraining(asked),
  readResult: readMetaResult,
  diverged: readDivergence,
  left: (folder, { familyFile, validationOnly }, { training }) =>
    validationOnly || existsSync(join(folder, metaFiles.report))
      ? undefined
      : async () => (await import("./prepareTraining.js")).writeComparison(folder, training, familyFile),
  summary,
  warnings: ({ warnings }) => warnings,
  async report(folder, outFile) {
    const { writeMetaReport, writeValidationReport } = await import("../report/index.js");
    // Without a test there is nothing that compares.
    return readMetaResult(folder)?.tasks === 0
      ? writeValidationReport(folder, outFile)
      : writeMetaReport(folder, metaFiles.report, outFile);
  },
};

const divergedOf = ({ diverged = 0 }: MeanError): string => (diverged > 0 ? `${counted(diverged, "task")} diverged` : "");

/** "95 % hold 94.8 ± 0.2 %" */
const told = ({ level: share, holds, se }: Interval): string =>
  `${Math.round(100 * share)} % hold ${withError(100 * holds, 100 * se)} %`;

function summary({
  training,
  validation,
  errors,
  bySupport,
  intervals = [],
  levels,
  tasks,
  points,
  seconds,
  parameters,
}: MetaResult): string {
  const { method, family, support, steps } = training;
  const made = `${parameters} parameters, ${steps} steps in ${seconds.toFixed(1)} s`;
  if (tasks === 0)
    return `${method} on ${family}: mean squared error ${decimals(validation)} on the validation tasks, ${counted(support, "support point")}; not tested\n${made}`;
  const after = (count: number) => (errors.length === 1 ? "in one pass" : `after ${counted(count, "step")}`);
  return [
    `${method} on ${family}: mean squared error on ${counted(tasks, "held-out task")}, ${counted(support, "support point")}, ${counted(points, "query point")} each`,
    table(
      errors.map(({ steps: count, ...error }) => ["  ", after(count), withError(error.value, error.se), divergedOf(error)]),
    ).trimEnd(),
    "by number of support points",
    table(
      bySupport.map(({ support: count, ...error }) => ["  ", String(count), withError(error.value, error.se), divergedOf(error)]),
    ).trimEnd(),
    ...(intervals.length > 0 ? [`intervals: ${intervals.map(told).join(", ")}`] : []),
    `exact levels: 0 everywhere ${level(levels.zero)}, the best that does not adapt ${level(levels.mean)}, least squares in the true basis ${level(levels.oracle)}`,
    made,
  ].join("\n");
}
