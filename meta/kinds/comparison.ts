/** `floe meta compare`: the methods side by side. What needs tensors is in prepareComparison.ts. */
import { withError } from "../../src/basics/digits.js";
import { table } from "../../src/basics/tables.js";
import { counted } from "../../src/basics/text.js";
import type { RunKind } from "../../src/contracts/runKind.js";
import { checked } from "../../src/records/checked.js";
import type { MetaCompareConfig, MetaComparison } from "../compare/recordTypes.js";
import { conclusions, divergences, leftOut } from "../report/conclusions.js";
import { level } from "../report/numbers.js";
import { settingsOf } from "../report/tables.js";
import { compareConfigSchema } from "../schemas/comparison.js";
import { metaFiles, readComparison } from "../store.js";
import { programOf } from "./family.js";

export const metaCompare: RunKind<MetaCompareConfig, MetaComparison> = {
  kind: "metaCompare",
  read: (content) => checked(compareConfigSchema, content),
  asked({ common, familyFile, seeds, searchSteps, seed, backend }) {
    const { family, support: shots, query: queries, ...others } = common;
    const options = { ...others, family: familyFile?.file ?? family, shots, queries, seeds, searchSteps, seed, backend };
    return { subject: "", options };
  },
  numbers: { paths: { error: "rows.0.best.value", se: "rows.0.best.se" }, better: "lower" },
  program: programOf,
  prepare: async (asked) => (await import("./prepareComparison.js")).prepareComparison(asked),
  readResult: readComparison,
  summary,
  warnings: () => [],
  report: async (folder, outFile) => (await import("../report/index.js")).writeMetaReport(folder, metaFiles.result, outFile),
};

function summary(result: MetaComparison): string {
  const { rows, references, tasks, support, seeds, family } = result;
  const head = ["method", "error", "after", "seconds", "parameters", "found by the search"];
  const trained = rows.map((row) => [
    row.label,
    withError(row.best.value, row.best.se),
    row.stepwise ? counted(row.best.steps, "step") : "one pass",
    row.seconds.toFixed(1),
    String(row.parameters),
    row.tuned ? settingsOf(row) : "",
  ]);
  const levels = references.map(({ name, value, se, exact }) => [
    name,
    withError(value, se),
    exact === undefined ? "" : `exact ${level(exact)}`,
  ]);
  return [
    `${family}, ${counted(support, "support point")}: mean squared error on ${counted(tasks, "held-out task")}, ${counted(seeds, "training seed")}, ± one standard error`,
    table([head, ...trained, ...levels]),
    ...conclusions(result),
    ...divergences(result),
    ...leftOut(result),
  ].join("\n");
}
