/** `floe meta train`: one training of a method. What needs tensors is in prepareTraining.ts. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { withError } from "../../src/basics/digits.js";
import { table } from "../../src/basics/tables.js";
import { counted } from "../../src/basics/text.js";
import type { RunKind } from "../../src/contracts/runKind.js";
import { checked } from "../../src/records/checked.js";
import type { Interval, MeanError, MetaConfig, MetaResult } from "../records.js";
import { level } from "../report/numbers.js";
import { metaConfigSchema } from "../schemas/training.js";
import { metaFiles, readMetaResult } from "../store.js";
import { programOf } from "./family.js";

export const meta: RunKind<MetaConfig, MetaResult> = {
  kind: "meta",
  read: (content) => checked(metaConfigSchema, content),
  asked({ training, familyFile, backend }) {
    const { method, family, support: shots, query: queries, settings: set, ...others } = training;
    return { subject: method, options: { ...others, family: familyFile?.file ?? family, shots, queries, set, backend } };
  },
  numbers: { paths: { error: "errors.-1.value", se: "errors.-1.se", seconds: "seconds" }, better: "lower" },
  program: programOf,
  prepare: async (asked) => (await import("./prepareTraining.js")).prepareTraining(asked),
  readResult: readMetaResult,
  left: (folder, { familyFile }, { training }) =>
    existsSync(join(folder, metaFiles.report))
      ? undefined
      : async () => (await import("./prepareTraining.js")).writeComparison(folder, training, familyFile),
  summary,
  warnings: ({ warnings }) => warnings,
  report: async (folder, outFile) => (await import("../report/index.js")).writeMetaReport(folder, metaFiles.report, outFile),
};

const divergedOf = ({ diverged = 0 }: MeanError): string => (diverged > 0 ? `${counted(diverged, "task")} diverged` : "");

/** "95 % hold 94.8 ± 0.2 %" */
const told = ({ level: share, holds, se }: Interval): string =>
  `${Math.round(100 * share)} % hold ${withError(100 * holds, 100 * se)} %`;

function summary({
  training,
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
    `${parameters} parameters, ${steps} steps in ${seconds.toFixed(1)} s`,
  ].join("\n");
}
