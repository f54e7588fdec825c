/** `floe design`: a static design. */
import type { RunKind } from "../../contracts/runKind.js";
import { createRunFolder, openStore, readConfig } from "../../records/store.js";
import type { DesignResult, RunConfig } from "../../records/types.js";
import { designLine, gainTable, simulationsLine } from "../showGain.js";
import { experiment, madeWith, optionsOf, resultOf } from "./experiment.js";

export const design: RunKind<RunConfig, DesignResult> = {
  ...experiment,
  kind: "design",
  asked: (config, folder) => ({
    subject: config.simulator,
    options: {
      designs: config.designs,
      ...madeWith(config, folder),
      cost: config.cost,
      costUnit: config.costUnit,
      ...optionsOf(config),
    },
  }),
  async prepare(asked) {
    const [{ prepareExperiment }, { carryOutDesign }, { keptOptions }] = await Promise.all([
      import("./prepare.js"),
      import("../design.js"),
      import("../givenFile.js"),
    ]);
    const { run, config, name, made } = await prepareExperiment("design", asked);
    return {
      config,
      name,
      create: (folder, force) => void createRunFolder(folder, config, force, made),
      carryOut(folder, signal) {
        // Helping processes read the folder's own copy, wherever the draws came from.
        const own = keptOptions(folder, { ...config, ...readConfig(folder) });
        return carryOutDesign({ ...run, options: { ...run.options, ...own } }, openStore(folder), signal);
      },
    };
  },
  readResult: (folder) => resultOf(folder),
  summary(result, { about }) {
    const { design: found, designNames: names, designUnit: unit, gain, baselines, cost } = result;
    const all = [{ name: "this design", design: found, gain, ...(cost ? { cost: cost.value } : {}) }, ...baselines];
    const line = designLine(found, about?.design ?? { names, unit, low: found, high: found });
    return `${line}${simulationsLine(result)}\n${gainTable(all, cost?.unit)}`;
  },
};
