/** What `floe live --beliefs` shows: beliefs about theta, from the file beside the policy's. */

import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { short } from "../../basics/digits.js";
import { check } from "../../basics/errors.js";
import { table } from "../../basics/tables.js";
import { named } from "../../basics/text.js";
import type { PortablePolicy } from "../../portable/policy.js";
import type { Belief, Beliefs } from "../../posteriors/beliefs.js";
import { beliefsSchema } from "../../records/schemas/beliefs.js";
import { readRecord, runFiles } from "../../records/store.js";
import type { BeliefsFile } from "../../records/types.js";
import type { Call } from "../command.js";
import { allowSimulator } from "../trust.js";

/** Loads TensorFlow.js, which nothing else of a session needs. @param name as for `readPolicy` @throws InputError */
export async function openBeliefsOf(name: string, policy: PortablePolicy, call: Call): Promise<Beliefs> {
  const folder = statSync(name).isDirectory() ? name : dirname(name);
  const from = join(folder, runFiles.beliefs);
  check(existsSync(from), `could not read the beliefs ${from}: no such file or folder`);
  const ofRun: BeliefsFile = readRecord(folder, runFiles.beliefs, beliefsSchema);
  const { horizons, horizon } = policy.data;
  const file = horizons ? { ...ofRun, horizon } : ofRun; // of several horizons beliefs come from a likelihood, of any number of measurements
  await allowSimulator(file, from, call, {
    isOlder: true,
    held: "beliefs come from the simulator that the policy was trained with",
  });
  const [{ openBeliefs, simulatedExperiments }, { startBackend }, { loadSimulator }, { critics }] = await Promise.all([
    import("../../posteriors/beliefs.js"),
    import("../../engine/backend.js"),
    import("../../runs/loadSimulator.js"),
    import("../../critics/index.js"),
  ]);
  await startBackend("auto");
  const family = await loadSimulator(file.simulator);
  return openBeliefs(family, file, policy, critics, await simulatedExperiments(family, file));
}

/** A table with units, and what makes it rough. */
export function beliefTable({ ess, by, parameters, warnings = [] }: Belief): string {
  const head = ["believed now", "mean", "sd", "90 % interval"];
  const rows = parameters.map(({ name, unit, mean, sd, interval: [low, high] }) => [
    named(name, unit),
    short(mean, 3),
    short(sd, 3),
    `${short(low, 3)} to ${short(high, 3)}`,
  ]);
  const rough = warnings.map((warning) => `  ! ${warning}\n`).join("");
  if (rows.length === 0) return rough;
  return `${table([head, ...rows], "  ")}  (effective sample size ${Math.round(ess)}${by === undefined ? "" : `, by ${by}`})\n${rough}`;
}
