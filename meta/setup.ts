/** From a training's options to the learner that they describe, and the keys of everything that is drawn. */
import { check, InputError } from "../src/basics/errors.js";
import { didYouMean, pick } from "../src/basics/names.js";
import { withoutGaps } from "../src/basics/withoutGaps.js";
import { fixedKey, key as rootKey, split } from "../src/numbers/keys.js";
import { metaMethods } from "./learners/index.js";
import type { MetaTraining } from "./records.js";
import { seenOf } from "./scaling.js";
import { taskFamilies } from "./tasks/index.js";
import type { Learner, MetaMethod, Settings, TaskFamily, TrainedMethod } from "./types.js";

/** As a caller writes it: everything but the method may be left out. `settings` are the method's own. */
export type MetaTrainingInput = Pick<MetaTraining, "method"> & Partial<MetaTraining>;

/** Three-layer networks, and steps that fit into some minutes (docs/meta-learning.md). */
const defaults = { family: "sine", hidden: [128, 128], steps: 10_000, seed: 0, criticRate: 1e-3 } as const;

/**
 * @param own a task family that is not of the registry
 * @throws InputError for names that are not known and numbers that cannot be
 */
export function resolveTraining(input: MetaTrainingInput, own?: TaskFamily): MetaTraining {
  const method = trainedMethod(input.method);
  const family = familyCalled(input.family ?? defaults.family, own);
  const { support, query, tasks } = family;
  const given = withoutGaps(input);
  const settings = resolveSettings(method, input.settings ?? {});
  const training = { ...defaults, support, query, tasks, rate: method.rate, ...given, family: family.name, settings };
  checkNumbers(training);
  return training;
}

/** @param own a task family that is not of the registry @throws InputError for a name that is not known */
export const familyCalled = (name: string, own?: TaskFamily): TaskFamily =>
  own ?? pick<TaskFamily>(taskFamilies, name, "task family");

function checkNumbers(training: MetaTraining): void {
  const whole = (name: "support" | "query" | "tasks" | "steps", least: number) =>
    check(
      Number.isSafeInteger(training[name]) && training[name] >= least,
      `${name} must be a whole number of at least ${least}, got ${training[name]}`,
    );
  whole("support", 1);
  whole("query", 1);
  whole("tasks", 2);
  whole("steps", 1);
  check(
    Number.isSafeInteger(training.seed) && training.seed >= 0,
    `seed must be a whole number of at least 0, got ${training.seed}`,
  );
  const { hidden } = training;
  check(
    Array.isArray(hidden) && hidden.length > 0 && hidden.every((width) => Number.isSafeInteger(width) && width > 0),
    `hidden must be whole numbers above 0, e.g. 128,128, got ${String(hidden)}`,
  );
  for (const name of ["rate", "criticRate"] as const)
    check(Number.isFinite(training[name]) && training[name] > 0, `${name} must be a number above 0, got ${training[name]}`);
}

/** The method by its name. @throws InputError when it is unknown, or has nothing to train */
export function trainedMethod(name: string): TrainedMethod {
  const method = pick<MetaMethod>(metaMethods, name, "method");
  if (method.kind === "trained") return method;
  throw new InputError(`${name} is a level to compare with and has nothing to train: floe meta compare shows it`);
}

/** A method's setting by its name or another that people try, in any spelling; undefined when there is none, or no such method. */
export function settingCalled(typed: string, methodName: string): string | undefined {
  const method = Object.values<MetaMethod>(metaMethods).find(({ name }) => name === methodName);
  const plain = (name: string) => name.toLowerCase().replaceAll("-", "");
  const settings = method?.kind === "trained" ? Object.entries(method.settings) : [];
  return settings.find(([name, { also = [] }]) => [name, ...also].some((one) => plain(one) === plain(typed)))?.[0];
}

function resolveSettings({ name, settings }: TrainedMethod, given: Settings): Settings {
  for (const [setting, value] of Object.entries(given)) {
    const spec = settings[setting];
    const meant = settingCalled(setting, name);
    if (!spec)
      throw new InputError(
        `${name} has no setting "${setting}"${meant ? `; did you mean "${meant}"?` : didYouMean(setting, Object.keys(settings)) || "."} Known: ${Object.keys(settings).join(", ")}`,
      );
    const fits = Number.isFinite(value) && value >= spec.min && value <= spec.max && (!spec.whole || Number.isInteger(value));
    check(
      fits,
      `setting ${setting} of ${name} must be a ${spec.whole ? "whole " : ""}number from ${spec.min} to ${spec.max}, got ${value}`,
    );
  }
  return Object.fromEntries(Object.entries(settings).map(([setting, spec]) => [setting, given[setting] ?? spec.default]));
}

export interface MetaTask {
  readonly training: MetaTraining;
  readonly method: TrainedMethod;
  readonly family: TaskFamily;
  readonly learner: Learner;
}

/** @param own a task family that is not of the registry */
export function prepareTask(training: MetaTraining, own?: TaskFamily): MetaTask {
  const method = trainedMethod(training.method);
  const family = familyCalled(training.family, own);
  const { hidden, support, settings } = training;
  const { x, y } = seenOf(family);
  const learner = method.create({ hidden, support, ...x, scale: Math.hypot(y.mean, y.sd), settings });
  return { training, method, family, learner };
}

/** Keys of a training, from its seed. */
export const trainingKeys = (seed: number) => split(rootKey(seed), "metaInit", "metaSteps");

/** The held-out tasks are the same for all seeds, methods and runs; so are the validation tasks, and the two have nothing in common. */
export const heldOutKeys = { metaTest: fixedKey("metaTest"), metaValidation: fixedKey("metaValidation") } as const;
