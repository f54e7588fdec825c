/** What a comparison trains: rows of the table, each with its method and settings, derived from what methods declare. */
import { metaMethods } from "../learners/index.js";
import type { MetaTraining } from "../records.js";
import { resolveTraining } from "../setup.js";
import type { MetaMethod, TaskFamily, TrainedMethod } from "../types.js";
import type { MetaCompareConfig } from "./recordTypes.js";

/** Options of a comparison; the same for all rows. */
export type Common = MetaCompareConfig["common"];

/** One row before its seeds. */
export interface PlannedRow {
  readonly label: string;
  /** Names of the settings that were found by the search. */
  readonly tuned: boolean;
  /** Isolates a part of another row. */
  readonly ablation: boolean;
  readonly training: MetaTraining;
}

/** Settings with the learning rate "rate" among them. */
export type Found = Readonly<Record<string, number>>;

const trained = Object.values<MetaMethod>(metaMethods).filter((method): method is TrainedMethod => method.kind === "trained");

export const searchedMethods: readonly TrainedMethod[] = trained.filter(({ search }) => search);

function trainingOf(
  method: TrainedMethod,
  common: Common,
  { rate = method.rate, ...settings }: Found,
  seed: number,
  own?: TaskFamily,
): MetaTraining {
  return resolveTraining({ ...common, method: method.name, rate, settings, seed }, own);
}

/** Every combination of the values that the method's search names. */
export function combinations({ search = {} }: Pick<TrainedMethod, "search">): Found[] {
  return Object.entries(search).reduce<Found[]>(
    (all, [name, values]) => all.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
    [{}],
  );
}

/** @param own a task family that is not of the registry */
export function searchTrainings(
  method: TrainedMethod,
  common: Common,
  steps: number,
  seed: number,
  own?: TaskFamily,
): MetaTraining[] {
  return combinations(method).map((found) => trainingOf(method, { ...common, steps }, found, seed, own));
}

/** @param found the searched methods' best settings, by name of the method @param own a task family that is not of the registry */
export function planRows(common: Common, found: Readonly<Record<string, Found>>, seed: number, own?: TaskFamily): PlannedRow[] {
  return trained.flatMap((method): PlannedRow[] => {
    const kin = searchedMethods.find(({ stepwise }) => stepwise === method.stepwise) as TrainedMethod;
    const tunedTo = found[method.name];
    const from =
      tunedTo ?? Object.fromEntries(Object.entries(found[kin.name] ?? {}).filter(([name]) => method.inherits.includes(name)));
    const row = (label: string, settings: Found, tuned = false, ablation = method.ablation ?? false): PlannedRow => ({
      label,
      tuned,
      ablation,
      training: trainingOf(method, common, settings, seed, own),
    });
    const { name, asInPaper, sweep } = method;
    const tuned = row(tunedTo ? `${name}, tuned` : name, from, tunedTo !== undefined);
    const swept = (sweep?.values ?? []).map((value) =>
      row(`${name}, ${sweep?.setting} ${value}`, { ...from, [sweep?.setting ?? ""]: value }, false, true),
    );
    return [
      ...(asInPaper ? [row(`${name}, as in the paper`, asInPaper)] : []),
      tuned,
      ...swept.filter(({ training }) => cellName(training) !== cellName(tuned.training)), // the search's choice stands there already
    ];
  });
}

/** A folder's name that tells what was trained. */
export function cellName({ method, settings, rate, seed, steps }: MetaTraining): string {
  const numbers = Object.entries({ ...settings, rate, steps, seed }).map(([name, value]) => `${name}${value}`);
  return [method, ...numbers].join("_");
}
