/** Names and settings in the cells of a study that only registries know: found before the first cell begins, each once, however many cells have it. */
import { InputError, messageOf } from "../../basics/errors.js";
import { pick } from "../../basics/names.js";
import { withoutGaps } from "../../basics/withoutGaps.js";
import type { Estimator } from "../../contracts/bounds.js";
import { checkSettings, type Settings, typedSettings } from "../../options/settings.js";
import type { EstimateInput } from "../../runs/estimate/types.js";
import type { CellOptions } from "../../studies/types.js";

interface Rule {
  /** By the names of commands; elsewhere the option may say something else than a member. */
  readonly commands: readonly string[];
  /** What is checked of a cell, the same text for the same question; undefined where there is nothing. */
  asks(cell: CellOptions): string | undefined;
  /** @throws InputError */
  check(cell: CellOptions): Promise<void>;
}

const trainings = ["design", "train", "curve"];
const ofFamilies = ["meta train", "meta compare"];
/** A user's own file, a command or simulations: that is loaded where it is used. */
const isPlain = (name: string): boolean => /^[A-Za-z]\w*$/.test(name);

/** An option that names a member. */
const named = (
  option: string,
  what: string,
  commands: readonly string[],
  registry: () => Promise<Readonly<Record<string, unknown>>>,
  also: readonly string[] = [],
): Rule => ({
  commands,
  asks: ({ options }) => (typeof options[option] === "string" ? `${option} ${options[option]}` : undefined),
  async check({ options }) {
    const name = options[option] as string;
    if (!also.includes(name)) pick(await registry(), name, what);
  },
});

const family = named("family", "task family", ofFamilies, families);

const rules: readonly Rule[] = [
  named("estimator", "estimator", [...trainings, "benchmark"], estimators),
  named("critic", "critic", [...trainings, "estimate"], critics),
  named("critic", "critic", ["benchmark"], critics, ["best", "none"]),
  named("policy", "adaptive policy", ["train"], policies),
  named("posterior", "posterior", ["infer", "calibrate"], posteriors),
  { ...family, asks: (cell) => (isPlain(String(cell.options.family)) ? family.asks(cell) : undefined) },
  {
    commands: ["meta train"],
    asks: ({ subject, options: { set } }) => JSON.stringify([subject, set]),
    async check({ subject, options: { set } }) {
      const { resolveTraining } = await import("../../../meta/setup.js");
      const { trainingInput } = await import("../../../meta/kinds/trainingInput.js");
      resolveTraining(trainingInput(subject, { set }));
    },
  },
  {
    commands: ["estimate"],
    asks: ({ options: { estimator, estimatorSetting } }) => JSON.stringify([estimator, estimatorSetting]),
    async check({ options: { estimator, estimatorSetting } }) {
      const { wayOf } = await import("../../runs/estimate/index.js");
      wayOf(withoutGaps({ estimator, estimatorSetting }) as EstimateInput);
    },
  },
  {
    commands: [...trainings, "benchmark"],
    asks: ({ options: { estimator, estimatorSetting } }) =>
      estimator !== undefined && estimatorSetting !== undefined ? JSON.stringify([estimator, estimatorSetting]) : undefined,
    async check({ options: { estimator, estimatorSetting } }) {
      const { withSettings } = await import("../../runs/chooseEstimator.js");
      withSettings(pick<Estimator>(await estimators(), estimator as string, "estimator"), estimatorSetting as Settings);
    },
  },
  {
    commands: [...trainings, "infer", "calibrate"],
    asks: ({ subject, options: { set } }) => (isPlain(subject) ? JSON.stringify([subject, set]) : undefined),
    async check({ subject, options: { set = {} } }) {
      const { loadSimulator } = await import("../../runs/loadSimulator.js");
      checkOwn(`simulator "${subject}"`, (await loadSimulator(subject)).settings, set as Settings);
    },
  },
  {
    commands: ["benchmark"],
    asks: ({ subject, options: { set } }) => JSON.stringify([subject, set]),
    async check({ subject, options: { set = {} } }) {
      const { knownTasks } = await import("../../information/known/tasks/index.js");
      const task = pick<(typeof knownTasks)[keyof typeof knownTasks]>(knownTasks, subject, "task");
      checkOwn(`task "${task.name}"`, task.settings, set as Settings);
    },
  },
];

function checkOwn(what: string, specs: Parameters<typeof checkSettings>[1], set: Settings): void {
  checkSettings(what, specs, typedSettings(specs, set));
}

async function estimators() {
  return (await import("../../estimators/index.js")).estimators;
}
async function critics() {
  return (await import("../../critics/index.js")).critics;
}
async function policies() {
  return (await import("../../../policies/index.js")).adaptivePolicies;
}
async function families() {
  return (await import("../../../meta/tasks/index.js")).taskFamilies;
}
async function posteriors() {
  return (await import("../../posteriors/index.js")).posteriors;
}

/** @param where the study's file, for messages @throws InputError with the first cell that has what is wrong */
export async function checkMembers(cells: readonly (CellOptions & { readonly name: string })[], where: string): Promise<void> {
  const seen = new Set<string>();
  for (const cell of cells)
    for (const [i, rule] of rules.entries()) {
      const asked = rule.commands.includes(cell.command) ? rule.asks(cell) : undefined;
      const question = `${i} ${asked}`;
      if (asked === undefined || seen.has(question)) continue;
      seen.add(question);
      try {
        await rule.check(cell);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        throw new InputError(`${where}: ${messageOf(error)} (nothing was begun; the first cell that has it: ${cell.name})`);
      }
    }
}
