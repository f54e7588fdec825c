/** `floe train`: a policy that decides after every outcome. */
import type { RunKind } from "../../contracts/runKind.js";
import { defaultMembers } from "../../options/members.js";
import { createRunFolder, openStore } from "../../records/store.js";
import type { PolicyResult, RunConfig } from "../../records/types.js";
import { gainTable, stepTable } from "../showGain.js";
import { experiment, optionsOf, resultOf } from "./experiment.js";

export const policy: RunKind<RunConfig, PolicyResult> = {
  ...experiment,
  kind: "policy",
  asked(config) {
    const { simulator, designs, policy: family, policyHidden, gainAfter } = config;
    return { subject: simulator, options: { horizon: designs, policy: family, policyHidden, gainAfter, ...optionsOf(config) } };
  },
  async prepare({ subject, options: { horizon, ...given } }) {
    const [{ prepareExperiment }, { carryOutPolicy }] = await Promise.all([import("./prepare.js"), import("../design.js")]);
    const policy = given.policy ?? defaultMembers.policy;
    const options = { ...given, policy, ...(horizon === undefined ? {} : { designs: horizon }) };
    const { run, config, name } = await prepareExperiment("policy", { subject, options });
    return {
      config,
      name,
      create: (folder, force) => void createRunFolder(folder, config, force),
      async *carryOut(folder, signal) {
        return (yield* carryOutPolicy(run, openStore(folder), signal)).result;
      },
    };
  },
  readResult: (folder) => resultOf(folder),
  summary({ gain, baselines, gainPerStep }) {
    const steps = gainPerStep ? `\n${stepTable(gainPerStep)}` : "";
    return `${gainTable([{ name: "this policy", design: null, gain }, ...baselines])}${steps}`;
  },
};
