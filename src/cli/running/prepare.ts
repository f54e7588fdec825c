/** What every command that computes does first: the simulator, its settings, the backend. */

import { InputError } from "../../basics/errors.js";
import type { Simulator } from "../../contracts/simulator.js";
import type { RunningBackend } from "../../engine/backend.js";
import { checkSimulator } from "../../loading/rehearse.js";
import { createSimulator } from "../../modelling/defineSimulator.js";
import { withParts } from "../../modelling/failures.js";
import type { Settings } from "../../options/settings.js";
import { givenFile } from "../../runs/givenFile.js";
import { aimedAt, type GoalOptions } from "../../runs/goal.js";
import { isBuiltIn } from "../../runs/loadSimulator.js";
import { familyFor, readPolicyFile } from "../../runs/policy/fromFile.js";
import { loadModelsWithSettings, type RivalOptions } from "../../runs/rivals.js";
import type { Schedule } from "../../runs/schedule.js";
import { scheduled } from "../../runs/scheduled.js";
import type { Io } from "../io.js";
import type { Given } from "../readOptions.js";

/** Tells in one line that a better backend was passed over. Called once nothing can be wrong with the input any more. */
export function announce(running: RunningBackend, io: Io, quiet: boolean): void {
  if (quiet || running.passedOver.length === 0) return;
  io.stderr.write(`backend ${running.name}; faster ones are not available here (floe doctor tells why)\n`);
}

/**
 * A simulator for a design of the user's, which must be feasible, or for so many measurements, which keep the windows, spacing and grid that are given. Users' own simulators are rehearsed first: all but the
 * gradient by the design, which nothing needs where the design is given.
 */
export async function simulatorFor(name: string, design: readonly number[] | number, given: Given): Promise<Simulator> {
  const options = given.options as GoalOptions & RivalOptions & Schedule & { readonly given?: string; readonly from?: string };
  const { family: base, settings } = await loadModelsWithSettings(name, given.options.set as Settings | undefined, options);
  const { given: draws, from } = options;
  const [measurements, point] = typeof design === "number" ? [design] : [design.length, design];
  const known = scheduled(draws === undefined ? base : givenFile(base, draws), point ? {} : options);
  const family = aimedAt(from === undefined ? known : familyFor(known, readPolicyFile(from)), options);
  const simulator = createSimulator(family, measurements, settings);
  const violation = point && simulator.designs.violation(point);
  if (violation) throw new InputError(`--design is not feasible for ${simulator.name}: ${violation}`);
  if (!base.models && !isBuiltIn(base)) await checkSimulator(withParts(simulator, { gradient: "score" }));
  return simulator;
}
