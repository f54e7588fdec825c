/** `floe train`: a policy that decides after every outcome. */
import { short } from "../../basics/digits.js";
import { withoutGaps } from "../../basics/withoutGaps.js";
import type { RunKind } from "../../contracts/runKind.js";
import { defaultMembers } from "../../options/members.js";
import { placeText } from "../../portable/words.js";
import { greedyIn } from "../../records/comparedNames.js";
import { createRunFolder, openStore, readConfig } from "../../records/store.js";
import type { PolicyResult, RunConfig } from "../../records/types.js";
import { gainTable, horizonTable, simulationsLine, stepTable } from "../showGain.js";
import { experiment, madeWith, optionsOf, resultOf } from "./experiment.js";

/** "t3 = 4.87 h", "x3 = 0.31, y3 = -1.2" */
function nextPlace(place: readonly number[], about: RunConfig["about"]): string {
  const { low = place, high = place, unit = "", units, names = [] } = about?.design ?? {};
  return place
    .map((x, j) => {
      const own = units?.[j] ?? unit;
      return `${names[j] ?? "design"} = ${placeText(x, (high[j] as number) - (low[j] as number))}${own && ` ${own}`}`;
    })
    .join(", ");
}

/** What looking ahead is beside, and what a decision of it costs; or why there is nothing to see. */
function greedyLine(result: PolicyResult): string {
  const { found: greedy, missing } = greedyIn(result);
  if (missing !== undefined) return `greedy, the best next measurement without looking ahead: not compared; ${missing}\n`;
  if (greedy?.seconds === undefined) return "";
  const { samples = 0 } = greedy.gain.lower ?? {};
  return `greedy: always the best next measurement, without looking ahead; the first ${samples.toLocaleString("en-US")} of the experiments, ${short(greedy.seconds, 2)} s a decision\n`;
}

export const policy: RunKind<RunConfig, PolicyResult> = {
  ...experiment,
  kind: "policy",
  asked(config, folder) {
    const {
      simulator,
      designs,
      policy: family,
      policyHidden,
      policyStart,
      horizons,
      greedy,
      staticSteps,
      gainAfter,
      from,
    } = config;
    // A policy whose training goes on has a kind, widths and measurements of its own.
    const own = from ? {} : { horizon: designs, policy: family, policyHidden, policyStart, horizons };
    return {
      subject: simulator,
      options: { ...own, greedy, staticSteps, gainAfter, ...madeWith(config, folder), ...optionsOf(config) },
    };
  },
  async prepare({ subject, options: { horizon, ...given } }) {
    const [{ prepareExperiment }, { carryOutPolicy }, { keptOptions }] = await Promise.all([
      import("./prepare.js"),
      import("../design.js"),
      import("../givenFile.js"),
    ]);
    const policy = given.policy ?? (given.from === undefined ? defaultMembers.policy : undefined);
    const options = { ...given, policy, ...withoutGaps({ designs: horizon }) };
    const { run, config, name, made } = await prepareExperiment("policy", { subject, options });
    return {
      config,
      name,
      create: (folder, force) => void createRunFolder(folder, config, force, made),
      async *carryOut(folder, signal) {
        // Helping processes read the folder's own copies, wherever the files came from.
        const own = keptOptions(folder, { ...config, ...readConfig(folder) });
        const steps = carryOutPolicy({ ...run, options: { ...run.options, ...own } }, openStore(folder), signal);
        return (yield* steps).result;
      },
    };
  },
  readResult: (folder) => resultOf(folder),
  summary(result, { about }) {
    const { gain, baselines, gainPerStep, gainPerHorizon, next } = result;
    const horizons = gainPerHorizon ? `\n${horizonTable(result)}` : "";
    const steps = gainPerStep ? `\n${stepTable(gainPerStep)}` : "";
    const place = next && `next     ${nextPlace(next.design, about)}   (${next.step} of ${next.of})\n\n`;
    return `${place ?? ""}${gainTable([{ name: "this policy", design: null, gain }, ...baselines])}${greedyLine(result)}${simulationsLine(result)}${steps}${horizons}`;
  },
};
