/** From what a user typed to a simulator: a name of the registry, or the path of a file that exports one. */
import { simulators } from "../../simulators/index.js";
import { check, InputError } from "../basics/errors.js";
import { didYouMean } from "../basics/names.js";
import type { SimulatorFamily } from "../contracts/simulator.js";
import { bankFamily } from "../loading/bank/family.js";
import { isBank } from "../loading/bank/file.js";
import { fileHash, importUserFile, meansFile } from "../loading/importUserFile.js";
import { commandIn, isCommand } from "../loading/program/command.js";
import { programFamily } from "../loading/program/family.js";
import { defineSimulator } from "../modelling/defineSimulator.js";
import { type Settings, typedSettings } from "../options/settings.js";

const registry: Readonly<Record<string, SimulatorFamily>> = simulators;

/** True when `name` means a file of code or of simulations, or a command, rather than a member of the registry. */
export function isSimulatorFile(name: string): boolean {
  return meansFile(name, registry);
}

/** @throws InputError naming the nearest simulator, or saying what is wrong with the file and in which line */
export async function loadSimulator(name: string): Promise<SimulatorFamily> {
  if (Object.hasOwn(registry, name)) return registry[name] as SimulatorFamily;
  if (isCommand(name)) return programFamily(commandIn(name));
  if (isBank(name)) return bankFamily(name);
  if (isSimulatorFile(name)) return familyOf(await importUserFile(name, "simulator"), name);
  const names = Object.keys(registry);
  const near = didYouMean(name, names);
  throw new InputError(
    `unknown simulator "${name}"${near || "."} Known: ${names.join(", ")}; or give the path of a file that exports one (floe init my.ts writes one), --command "python3 sim.py", or simulations in sims.csv or sims.npz`,
  );
}

/** A simulator by name or path, and the settings given as texts in the types that it declares. */
export async function loadWithSettings(
  name: string,
  set: unknown = {},
): Promise<{ family: SimulatorFamily; settings: Settings }> {
  return withTyped(await loadSimulator(name), set as Settings);
}

export function withTyped(family: SimulatorFamily, set: Settings): { family: SimulatorFamily; settings: Settings } {
  return { family, settings: typedSettings(family.settings, set) };
}

/** Built-in simulators keep their contract by Floe's own tests; all others are rehearsed before they are used. */
export function isBuiltIn(family: SimulatorFamily): boolean {
  return Object.values(registry).includes(family);
}

/** Where a user's simulator is kept, and the SHA-256 of its content. */
export function simulatorFile(name: string): { readonly file: string; readonly hash: string } {
  return fileHash(name, "simulator");
}

/** How the simulator is found again, and told from another in its place. */
export function sourceOf({ simulator }: { readonly simulator: string | SimulatorFamily }): {
  readonly simulator: string;
  readonly simulatorHash?: string;
} {
  if (typeof simulator !== "string") return { simulator: simulator.name };
  if (!isSimulatorFile(simulator)) return { simulator };
  const { file, hash } = simulatorFile(simulator);
  return { simulator: file, simulatorHash: hash };
}

/** The default export, one named `simulator`, or the only export that is a simulator. */
function familyOf(module: Record<string, unknown>, path: string): SimulatorFamily {
  const candidates = [module.default, module.simulator, ...Object.values(module)];
  const found = candidates.find((value) => typeof value === "object" && value !== null && "create" in value);
  const exported = Object.keys(module);
  check(
    found !== undefined,
    `${path} exports no simulator: ${exported.length ? `it exports ${exported.join(", ")}` : "it exports nothing"}. ` +
      "Write `export default defineSimulator({ ... })`; floe init my.ts writes an example",
  );
  try {
    return defineSimulator(found as SimulatorFamily);
  } catch (error) {
    throw error instanceof InputError ? new InputError(`${path}: ${error.message}`) : error;
  }
}
