/** What a comparison trains unless said otherwise. */
import { pick } from "../../src/basics/names.js";
import { withoutGaps } from "../../src/basics/withoutGaps.js";
import type { MetaTraining } from "../records.js";
import { taskFamilies } from "../tasks/index.js";
import type { TaskFamily } from "../types.js";
import type { MetaCompareConfig } from "./recordTypes.js";

type Plan = Pick<MetaCompareConfig, "common" | "searchSteps" | "seeds" | "seed">;
export type PlanInput = Partial<
  Pick<MetaTraining, "family" | "support" | "query" | "tasks" | "hidden" | "steps" | "criticRate" | "seed">
> &
  Partial<Pick<Plan, "seeds" | "searchSteps">>;

/** The paper's networks; an hour and a half on two cores. */
const full = { hidden: [512, 512], steps: 4000, searchSteps: 1000, seeds: 5 } as const;
/** Three minutes on two cores. */
const quick = { hidden: [64, 64], steps: 2500, searchSteps: 600, seeds: 2 } as const;

/** @param own a task family that is not of the registry @throws InputError for a family that is not known */
export function planComparison(input: PlanInput, isQuick = false, own?: TaskFamily): Plan {
  const { family: name = "sine", seed = 0, ...others } = withoutGaps(input);
  const { support, query, tasks, name: family } = own ?? pick<TaskFamily>(taskFamilies, name, "task family");
  const all = { support, query, tasks, criticRate: 1e-3, ...(isQuick ? quick : full), ...others };
  const { searchSteps, seeds, ...common } = all;
  return { common: { family, ...common }, searchSteps, seeds, seed };
}
