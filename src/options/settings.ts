/** Settings by name, of whatever declares some: simulators, estimators. What was given is checked once, and completed. */
import { check, InputError } from "../basics/errors.js";
import { unknownName } from "../basics/names.js";
import { show } from "../basics/show.js";
import type { SettingSpec, SettingSpecs, SettingValue } from "../contracts/values.js";

export type Settings = Readonly<Record<string, SettingValue>>;

/** @param what whose settings these are, to be read in a message: `estimator "mine"` @throws InputError naming the first wrong one */
export function checkSettings(what: string, specs: SettingSpecs, given: Settings): void {
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(specs, name)) {
      const known = Object.keys(specs);
      check(known.length > 0, `${what} has no settings, so "${name}" cannot be set`);
      throw new InputError(unknownName(`setting of ${what}`, name, known));
    }
    const problem = problemOfValue(specs[name] as SettingSpec, value);
    check(!problem, `setting "${name}" of ${what} ${problem}`);
  }
}

export const defaultsOf = (specs: SettingSpecs): Settings =>
  Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, spec.default]));

/** The command line knows texts only; what the setting's default is decides what a text means. */
export function typedSettings(specs: SettingSpecs, given: Settings): Settings {
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, typedSetting(specs, name, value)]));
}

function typedSetting(specs: SettingSpecs, name: string, value: SettingValue): SettingValue {
  const wanted = Object.hasOwn(specs, name) ? typeof specs[name]?.default : undefined;
  if (typeof value !== "string" || wanted === "string") return value;
  if (wanted === "boolean" && (value === "true" || value === "false")) return value === "true";
  return wanted === "number" && value.trim() !== "" && !Number.isNaN(Number(value)) ? Number(value) : value;
}

/** Why `value` does not fit, to be read after the setting's name; undefined when it does. */
export function problemOfValue(spec: SettingSpec, value: SettingValue): string | undefined {
  const kind = typeof spec.default;
  if (spec.choices && !spec.choices.includes(value as string))
    return `must be one of ${spec.choices.join(", ")}, got ${show(value)}`;
  if (typeof value !== kind)
    return `must be ${kind === "string" ? "a text" : kind === "boolean" ? "true or false" : "a number"}, got ${show(value)}`;
  if (typeof value !== "number") return undefined;
  if (!Number.isFinite(value)) return `must be a finite number, got ${value}`;
  const unit = spec.unit ? ` ${spec.unit}` : "";
  if (spec.min !== undefined && value < spec.min) return `must be at least ${spec.min}${unit}, got ${value}`;
  if (spec.max !== undefined && value > spec.max) return `must be at most ${spec.max}${unit}, got ${value}`;
  return undefined;
}
