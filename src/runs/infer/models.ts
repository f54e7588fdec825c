/** What was trained to tell theta from outcomes, so that nothing is trained twice for the same design. */
import { version } from "../../basics/version.js";
import type { Simulator } from "../../contracts/simulator.js";
import { identity } from "../../experiment/transforms.js";
import type { LearnedFile, LearnedModel } from "../../records/types.js";

export type LearnedKind = "density" | "critic";

export interface Models {
  /** The model for experiments that measured there; where a policy decided, for the one that it decided to be like this. */
  find(design: readonly number[], of: LearnedKind): LearnedModel | undefined;
  keep(model: LearnedModel): void;
  readonly all: readonly LearnedModel[];
}

/** @param known what there is already @param keep is handed all of them whenever there is one more */
export function modelsOf(known: readonly LearnedModel[], keep?: (all: readonly LearnedModel[]) => void): Models {
  let all = known;
  return {
    get all() {
      return all;
    },
    find: (design, of) => all.find((model) => model[of] !== undefined && isAt(model, design)),
    keep(model) {
      all = [...all, model];
      keep?.(all);
    },
  };
}

/** A policy's model is handed on for the one experiment that was made. */
const isAt = ({ design, measurements }: LearnedModel, at: readonly number[]): boolean =>
  design ? design.length === at.length && design.every((x, i) => x === at[i]) : measurements === at.length;

/** @param simulator of the most measurements that there are models for */
export function learnedFile(
  { settings, prior, designs, outcome, features }: Simulator,
  source: Pick<LearnedFile, "simulator" | "simulatorHash">,
  models: readonly LearnedModel[],
): LearnedFile {
  const map = features?.outcome ?? identity;
  const { names, units, support } = prior;
  return {
    kind: "learned",
    version,
    ...source,
    settings,
    prior: { names, units, ...(support ? { support } : {}) },
    design: {
      names: designs.names,
      unit: designs.unit,
      logs: designs.low.map((low, i) => designs.scales?.[i] === "log" && low < (designs.high[i] as number)),
    },
    outcome: { names: outcome.names, unit: outcome.unit, ...(typeof map === "function" ? {} : { transform: map }) },
    models,
  };
}
