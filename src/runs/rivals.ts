/** From what a user typed to several models of one experiment. */
import { basename, extname } from "node:path";
import { check, InputError } from "../basics/errors.js";
import { didYouMean } from "../basics/names.js";
import type { NamedModel, SimulatorFamily } from "../contracts/simulator.js";
import type { SettingValue } from "../contracts/values.js";
import { rivalModels } from "../modelling/rivals.js";
import type { Settings } from "../options/settings.js";
import { loadSimulator, sourceOf, withTyped } from "./loadSimulator.js";

/** Shares may miss 1 by so much: thirds are typed as 0.333. */
const rounding = 0.01;

/** Names with commas between. @throws InputError for an empty one, or one that comes twice */
export function rivalNames(typed: string, first: string): string[] {
  const names = typed.split(",").map((name) => name.trim());
  check(!names.includes(""), `--rivals must be models with commas between, e.g. --rivals parabola.ts,steps.ts, got "${typed}"`);
  const twice = [first, ...names].find((name, i, all) => all.indexOf(name) < i);
  check(twice === undefined, `--rivals: ${twice} is there twice, and a model is no rival of its own`);
  return names;
}

/** @throws InputError where they are not one for each model, or none of probabilities */
export function sharesOf(weights: readonly number[] | undefined, models: number): number[] {
  if (weights === undefined) return Array.from({ length: models }, () => 1 / models);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  check(
    weights.length === models && weights.every((weight) => weight > 0) && Math.abs(sum - 1) <= rounding,
    `--model-weights must be the probabilities of all ${models} models before the experiment, each above 0 and together 1, e.g. ${exampleOf(models)}, got ${weights.join(",")}`,
  );
  return weights.map((weight) => weight / sum);
}

const exampleOf = (models: number): string =>
  ["0.5", ...Array.from({ length: models - 1 }, () => (0.5 / (models - 1)).toPrecision(2))].join(",");

export interface RivalOptions {
  /** Names or paths with commas between. */
  readonly rivals?: string;
  readonly modelWeights?: readonly number[];
}

/** A family by name or path; with rivals, one that is all of them. @throws InputError */
export async function loadModels(name: string, { rivals, modelWeights }: RivalOptions): Promise<SimulatorFamily> {
  if (rivals !== undefined) return rivalFamily(await loadRivals([name, ...rivalNames(rivals, name)]), modelWeights);
  check(modelWeights === undefined, "--model-weights are of several models: add --rivals with the others");
  return loadSimulator(name);
}

/** As `loadWithSettings`, of several models where there are rivals. */
export async function loadModelsWithSettings(
  name: string,
  set: Settings = {},
  options: RivalOptions = {},
): Promise<{ family: SimulatorFamily; settings: Settings }> {
  const family = await loadModels(name, options);
  return withTyped(family, family.models ? rivalSettings(family.models, set) : set);
}

/** The files among them, with their hashes. */
export function rivalSources(
  name: string,
  { rivals }: RivalOptions,
): { readonly simulator: string; readonly simulatorHash?: string }[] {
  return rivals === undefined ? [] : rivalNames(rivals, name).map((one) => sourceOf({ simulator: one }));
}

/** Several models of one experiment by their names or paths. */
export async function loadRivals(names: readonly string[]): Promise<NamedModel[]> {
  const families = await Promise.all(names.map(loadSimulator));
  return families.map((family, k) => ({ name: calledIn(families, family, names[k] as string), family }));
}

/** The family's own name; where two have the same, the file's. */
function calledIn(all: readonly SimulatorFamily[], family: SimulatorFamily, typed: string): string {
  if (all.filter(({ name }) => name === family.name).length === 1) return family.name;
  const own = basename(typed, extname(typed)).replaceAll(/[^A-Za-z0-9]/g, "");
  return /^[A-Za-z]/.test(own) ? own : `m${own}`;
}

/** One family of them all. @param weights as of `sharesOf` */
export function rivalFamily(rivals: readonly NamedModel[], weights: readonly number[] | undefined): SimulatorFamily {
  const names = rivals.map(({ name }) => name);
  const twice = names.find((name, k) => names.indexOf(name) < k);
  check(
    twice === undefined,
    `two of the models are called ${twice}: give their files, or the simulators in them, different names`,
  );
  return rivalModels(rivals, sharesOf(weights, rivals.length));
}

/** Settings as they are typed: `noise` of every model that has it, `line.noise` of one. @throws InputError for one that no model has */
export function rivalSettings<Value extends SettingValue>(
  rivals: readonly NamedModel[],
  given: Readonly<Record<string, Value>>,
): Record<string, Value> {
  const known = rivals.flatMap(({ name, family }) => Object.keys(family.settings).map((setting) => `${name}.${setting}`));
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => {
      const meant = known.filter((one) => one === name || one.endsWith(`.${name}`));
      if (meant.length === 0)
        throw new InputError(`no model has the setting "${name}"${didYouMean(name, known)} Known: ${known.join(", ") || "none"}`);
      return meant.map((one) => [one, value]);
    }),
  );
}
