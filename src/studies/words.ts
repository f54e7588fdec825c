/** Options as they are typed: the inverse of what reads a command line. */
import { check } from "../basics/errors.js";
import { flagOf, type OptionName, type OptionSpec, optionTable } from "../options/table.js";
import { roundedName } from "../records/comparedNames.js";
import type { Shown } from "./types.js";

type Values = Readonly<Record<string, unknown>>;

/** The words that ask for these options, in their order. */
export const wordsOf = (options: Values): string[] => Object.entries(options).flatMap(([name, value]) => typed(name, value));

function typed(name: string, value: unknown): string[] {
  const flag = flagOf(name);
  if (value === true) return [flag];
  if (value === false) return [];
  const spec: OptionSpec | undefined = optionTable[name as OptionName];
  const entries = () => Object.entries(value as Values);
  if (spec?.kind === "settings") {
    const each = entries().map(([setting, one]) => `${setting}=${one}`);
    return spec.several ? [flag, each.join(",")] : each.flatMap((one) => [flag, one]);
  }
  if (spec?.kind === "designs") {
    const each = entries().map(([called, design]) => `${called}=${lists(design, called)}`);
    return (each.length > 0 ? each : [roundedName]).flatMap((one) => [flag, one]);
  }
  return [flag, text(value)];
}

/** A design's numbers, or those of each group. */
function lists(design: unknown, called: string): string {
  check(
    Array.isArray(design),
    `the design "${called}" goes by the names of coordinates: in a study, write its numbers in a list`,
  );
  return Array.isArray(design[0]) ? design.map(text).join(";") : text(design);
}

const text = (value: unknown): string => (Array.isArray(value) ? value.join(",") : String(value));

/** A value in one cell of a table; settings as they are typed. */
export function shown(value: unknown): Shown {
  if (value === undefined || value === null) return null;
  if (typeof value === "number" || typeof value === "boolean") return value;
  if (typeof value === "object" && !Array.isArray(value))
    return Object.entries(value)
      .map(([name, one]) => `${name}=${text(one)}`)
      .join(",");
  return text(value);
}
