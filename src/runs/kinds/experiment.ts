/** What runs of `floe design` and `floe train` have in common, as far as records tell it: no tensors are loaded. */
import { join } from "node:path";
import type { Asked, RunKind } from "../../contracts/runKind.js";
import { checked } from "../../records/checked.js";
import { configSchema } from "../../records/schemas/run.js";
import { readResult } from "../../records/store.js";
import type { DesignResult, PolicyResult, RunConfig } from "../../records/types.js";
import type { WrittenReport } from "../../report/writePage.js";
import { groupsIn } from "../groups.js";
import { scheduleIn } from "../schedule.js";
import { programOf } from "./program.js";

async function sideBySide(folders: readonly string[], outFile?: string): Promise<WrittenReport> {
  return (await import("../../report/index.js")).writeReport(folders, outFile);
}

/** All but what is a kind's own. */
export const experiment = {
  read: (content) => checked(configSchema, content),
  borrowed(config, folder) {
    const { evaluationCritic: critic, ...options } = optionsOf(config);
    return { ...options, critic, ...madeWith(config, folder) };
  },
  numbers: {
    paths: {
      ...{ gain: "gain.lower.value", se: "gain.lower.se", upper: "gain.upper.value", exact: "gain.exact" },
      seconds: "training.seconds",
    },
    better: "higher",
  },
  program: ({ rivals = [], ...first }) => programOf([first, ...rivals]),
  warnings: ({ warnings }) => warnings,
  report: (folder, outFile) => sideBySide([folder], outFile),
  sideBySide,
} as const satisfies Partial<RunKind<RunConfig, DesignResult | PolicyResult>>;

/** The result of such a run, where it has one. */
export const resultOf = <Result>(folder: string): Result | undefined => readResult(folder) as Result | undefined;

/** Where the files are that a run is made with, by the names of their options. */
export function madeWith({ given, from }: RunConfig, folder = ""): { readonly given?: string; readonly from?: string } {
  return { ...(given ? { given: join(folder, given.file) } : {}), ...(from ? { from: join(folder, from.file) } : {}) };
}

/** The options that both kinds have, by their long names. */
export function optionsOf(config: RunConfig): Asked["options"] {
  const {
    settings,
    rivals,
    modelWeights,
    goal,
    nuisance,
    versus,
    estimator,
    estimatorSettings,
    preset,
    seed,
    backend,
    training,
    evaluation,
  } = config;
  const { estimator: _, ...trained } = training;
  const { criticSteps, criticBatch, critic, ...alike } = evaluation;
  const evaluated = { ...alike, evaluationSteps: criticSteps, evaluationBatch: criticBatch, evaluationCritic: critic };
  const models = { rivals: rivals?.map(({ simulator }) => simulator).join(","), modelWeights };
  const problem = {
    set: settings,
    ...models,
    goal,
    nuisance,
    versus,
    estimator,
    estimatorSetting: estimatorSettings,
    preset,
    seed,
    backend,
  };
  return { ...problem, ...groupsIn(config), ...scheduleIn(config), ...trained, ...evaluated };
}
