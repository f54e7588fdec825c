/** From options to a comparison that can be carried out. */
import { versions } from "../../src/basics/version.js";
import { withoutGaps } from "../../src/basics/withoutGaps.js";
import type { BackendChoice } from "../../src/contracts/options.js";
import type { Asked, Prepared } from "../../src/contracts/runKind.js";
import { startBackend } from "../../src/engine/backend.js";
import { compareMethods } from "../compare/compare.js";
import { type PlanInput, planComparison } from "../compare/plan.js";
import type { MetaCompareConfig, MetaComparison } from "../compare/recordTypes.js";
import { metaMethods } from "../learners/index.js";
import { chooseFamily } from "../ownFamily.js";
import { resolveTraining } from "../setup.js";
import { checkMetaFits } from "../size.js";
import { createMetaFolder } from "../store.js";
import type { MetaMethod } from "../types.js";

/** Everything that can be wrong is found here, before anything is written. */
export async function prepareComparison({ options }: Asked): Promise<Prepared<MetaCompareConfig, MetaComparison>> {
  const { family, shots: support, queries: query, tasks, hidden, steps, criticRate, seeds, searchSteps, seed } = options;
  const { own, familyFile } = await chooseFamily(family as string | undefined);
  const asked = { family, support, query, tasks, hidden, steps, criticRate, seeds, searchSteps, seed } as PlanInput;
  const plan = planComparison(asked, options.quick === true, own);
  const { name: backend } = await startBackend((options.backend ?? "auto") as BackendChoice);
  for (const { name: method, kind } of Object.values<MetaMethod>(metaMethods))
    if (kind === "trained") checkMetaFits(resolveTraining({ method, ...plan.common }, own), own);
  const file = familyFile ? { familyFile } : {};
  const config: MetaCompareConfig = { kind: "metaCompare", ...plan, ...file, backend, versions: versions() };
  return {
    config,
    name: "meta-compare",
    create: (folder, force) => createMetaFolder(folder, config, force),
    carryOut: (folder, signal, parts) => compareMethods(folder, config, withoutGaps({ own, signal, parts })),
  };
}
