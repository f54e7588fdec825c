/** What every command that computes does first: the simulator, its settings, the backend. */

import { check, InputError } from "../../basics/errors.js";
import { counted } from "../../basics/text.js";
import type { Simulator } from "../../contracts/simulator.js";
import type { RunningBackend } from "../../engine/backend.js";
import { checkSimulator } from "../../loading/rehearse.js";
import { createSimulator, simulatorOfNumbers } from "../../modelling/defineSimulator.js";
import { withParts } from "../../modelling/failures.js";
import { measurementsOf } from "../../numbers/measurements.js";
import type { Settings } from "../../options/settings.js";
import { givenFile } from "../../runs/givenFile.js";
import { aimedAt, type GoalOptions } from "../../runs/goal.js";
import { grouped } from "../../runs/grouped.js";
import { type GroupOptions, groupsOf } from "../../runs/groups.js";
import { isBuiltIn } from "../../runs/loadSimulator.js";
import { familyFor, readPolicyFile } from "../../runs/policy/fromFile.js";
import { loadModelsWithSettings, type RivalOptions } from "../../runs/rivals.js";
import type { Schedule } from "../../runs/schedule.js";
import { scheduled } from "../../runs/scheduled.js";
import type { Given } from "../given.js";
import type { Io } from "../io.js";

/** Tells in one line that a better backend was passed over. Called once nothing can be wrong with the input any more. */
export function announce(running: RunningBackend, io: Io, quiet: boolean): void {
  if (quiet || running.passedOver.length === 0) return;
  io.stderr.write(`backend ${running.name}; faster ones are not available here (floe doctor tells why)\n`);
}

/** A simulator, and the design that is asked about: of all groups, where there are several. */
export interface Placed {
  readonly simulator: Simulator;
  readonly design?: readonly number[];
}

/**
 * A simulator for a design of the user's, which must be feasible, or for so many measurements, which keep the windows, spacing and grid that are given. Users' own simulators are rehearsed first: all but the
 * gradient by the design, which nothing needs where the design is given.
 * @param design as it was typed: of one group it is of all
 */
export async function simulatorFor(name: string, design: readonly number[] | number, given: Given): Promise<Placed> {
  const options = given.options as GoalOptions &
    RivalOptions &
    GroupOptions &
    Schedule & { readonly given?: string; readonly from?: string };
  const { family: base, settings } = await loadModelsWithSettings(name, given.options.set as Settings | undefined, options);
  const { given: draws, from } = options;
  const point = typeof design === "number" ? undefined : design;
  const one = scheduled(draws === undefined ? base : givenFile(base, draws), point ? {} : options);
  const { lists = 1 } = given;
  const said = groupsOf(base, options) ?? { groups: lists, subjects: 1 };
  const groups = options.groups === undefined && base.groups === undefined ? lists : said.groups;
  check(
    lists === 1 || lists === groups,
    `--design has ${lists} lists, and there are ${counted(groups, "group")}: give one list for all, or one for each`,
  );
  const known = from === undefined ? grouped(one, { ...said, groups }) : familyFor(one, readPolicyFile(from));
  const family = aimedAt(known, options);
  const whole = point && (lists < groups ? Array.from({ length: groups }, () => point).flat() : point);
  const simulator = whole
    ? simulatorOfNumbers(family, whole.length, settings)
    : createSimulator(family, design as number, settings);
  const violation = whole && simulator.designs.violation(whole);
  if (violation) throw new InputError(`--design is not feasible for ${simulator.name}: ${violation}`);
  const rehearsed = () => createSimulator(aimedAt(one, options), measurementsOf(simulator.designs), settings);
  if (!base.models && !isBuiltIn(base))
    await checkSimulator(withParts(simulator.designs.grouped ? rehearsed() : simulator, { gradient: "score" }));
  return { simulator, ...(whole ? { design: whole } : {}) };
}
