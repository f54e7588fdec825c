/** What every command that computes does first: the simulator, its settings, the backend. */

import { InputError } from "../../basics/errors.js";
import type { Simulator, SimulatorFamily } from "../../contracts/simulator.js";
import type { SettingValue } from "../../contracts/values.js";
import type { RunningBackend } from "../../engine/backend.js";
import { checkSimulator } from "../../loading/rehearse.js";
import { createSimulator } from "../../modelling/defineSimulator.js";
import { withParts } from "../../modelling/failures.js";
import { isBuiltIn, loadSimulator } from "../../runs/loadSimulator.js";
import type { Io } from "../io.js";
import type { Given } from "../readOptions.js";

type Settings = Readonly<Record<string, SettingValue>>;

/** A simulator by name or path, and the given settings in the types that it declares. */
export async function familyAndSettings(
  name: string,
  { options }: Pick<Given, "options">,
): Promise<{ family: SimulatorFamily; settings: Settings }> {
  const family = await loadSimulator(name);
  const given = (options.set ?? {}) as Settings;
  return {
    family,
    settings: Object.fromEntries(Object.entries(given).map(([key, value]) => [key, typedSetting(family, key, value)])),
  };
}

/** The command line knows texts only; what the setting's default is decides what a text means. */
function typedSetting({ settings }: SimulatorFamily, name: string, value: SettingValue): SettingValue {
  const wanted = Object.hasOwn(settings, name) ? typeof settings[name]?.default : undefined;
  if (typeof value !== "string" || wanted === "string") return value;
  if (wanted === "boolean" && (value === "true" || value === "false")) return value === "true";
  return wanted === "number" && value.trim() !== "" && !Number.isNaN(Number(value)) ? Number(value) : value;
}

/** Tells in one line that a better backend was passed over. Called once nothing can be wrong with the input any more. */
export function announce(running: RunningBackend, io: Io, quiet: boolean): void {
  if (quiet || running.passedOver.length === 0) return;
  io.stderr.write(`backend ${running.name}; faster ones are not available here (floe doctor tells why)\n`);
}

/**
 * A simulator for a design of the user's, which must be feasible, or for so many measurements. Users' own simulators are rehearsed first: all but the
 * gradient by the design, which nothing needs where the design is given.
 */
export async function simulatorFor(name: string, design: readonly number[] | number, given: Given): Promise<Simulator> {
  const { family, settings } = await familyAndSettings(name, given);
  const [measurements, point] = typeof design === "number" ? [design] : [design.length, design];
  const simulator = createSimulator(family, measurements, settings);
  const violation = point && simulator.designs.violation(point);
  if (violation) throw new InputError(`--design is not feasible for ${simulator.name}: ${violation}`);
  if (!isBuiltIn(family)) await checkSimulator(withParts(simulator, { gradient: "score" }));
  return simulator;
}
