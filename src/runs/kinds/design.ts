/** `floe design`: a static design. */
import type { RunKind } from "../../contracts/runKind.js";
import { createRunFolder, openStore } from "../../records/store.js";
import type { DesignResult, RunConfig } from "../../records/types.js";
import { designLine, gainTable } from "../showGain.js";
import { experiment, optionsOf, resultOf } from "./experiment.js";

export const design: RunKind<RunConfig, DesignResult> = {
  ...experiment,
  kind: "design",
  asked: (config) => ({ subject: config.simulator, options: { designs: config.designs, ...optionsOf(config) } }),
  async prepare(asked) {
    const [{ prepareExperiment }, { carryOutDesign }] = await Promise.all([import("./prepare.js"), import("../design.js")]);
    const { run, config, name } = await prepareExperiment("design", asked);
    return {
      config,
      name,
      create: (folder, force) => void createRunFolder(folder, config, force),
      carryOut: (folder, signal) => carryOutDesign(run, openStore(folder), signal),
    };
  },
  readResult: (folder) => resultOf(folder),
  summary: ({ design: found, designNames: names, designUnit: unit, gain, baselines }, { about }) =>
    `${designLine(found, about?.design ?? { names, unit, low: found, high: found })}\n${gainTable([{ name: "this design", design: found, gain }, ...baselines])}`,
};
