/** What was typed and what a --config file says, checked and merged: the command line wins. */

import { decimalOf } from "../basics/decimal.js";
import { check } from "../basics/errors.js";
import { didYouMean } from "../basics/names.js";
import { readJsonFile } from "../basics/reading.js";
import { counted } from "../basics/text.js";
import { leadsToProgram } from "../loading/importUserFile.js";
import { checkOption, describe } from "../options/check.js";
import { flagOf, type OptionName, type OptionSpec, optionTable } from "../options/table.js";
import type { Call, Command } from "./command.js";
import type { Given } from "./given.js";
import { ownDesigns } from "./ownDesigns.js";
import { optionsOfRun } from "./runOptions.js";
import { allowProgram } from "./trust.js";

type Values = Record<string, unknown>;

/** @throws InputError naming the first option that is wrong, and where it was written */
export async function readOptions(call: Call): Promise<Given> {
  const { command, typed, args } = call;
  const { config } = typed;
  const fromFile = typeof config === "string" ? await readConfigFile(config, command, args[0] ?? "") : {};
  if (typed.rivals === undefined) await allowNamed(fromFile.rivals, call);
  const fromLine = Object.fromEntries(Object.entries(typed).map(([name, value]) => [name, checkTyped(name, value)]));
  const estimatorSetting = estimatorSettings(fromFile, fromLine);
  const set = { ...(fromFile.set as Values | undefined), ...(fromLine.set as Values | undefined) };
  const {
    design: typedDesign,
    count,
    out,
    force,
    json,
    quiet,
    estimatorSetting: ___,
    config: _,
    trust: __,
    ...options
  } = { ...fromFile, ...fromLine } as Values;
  const design = typedDesign === undefined ? undefined : lists("--design", typedDesign);
  return {
    options: {
      ...options,
      ...(design === undefined || !command.options.includes("design") ? {} : { design: oneList(design) }),
      ...(Object.keys(estimatorSetting).length > 0 ? { estimatorSetting } : {}),
      ...(Object.keys(set).length > 0 ? { set } : {}),
    },
    ...(design === undefined ? {} : { design: design.flat(), lists: design.length }),
    ...(count === undefined ? {} : { count: count as number }),
    ...(out === undefined ? {} : { out: out as string }),
    force: force === true,
    json: json === true,
    quiet: quiet === true,
  };
}

/** Models that a file of options names are programs that the command line does not. @throws InputError when they may not be run */
async function allowNamed(rivals: unknown, call: Call): Promise<void> {
  const names = typeof rivals === "string" ? rivals.split(",").map((name) => name.trim()) : [];
  for (const name of names) if (leadsToProgram(name)) await allowProgram(name, String(call.typed.config), call);
}

/** Settings belong to an estimator: those of a file do not outlive another estimator on the command line. */
function estimatorSettings(fromFile: Values, fromLine: Values): Values {
  const same = fromLine.estimator === undefined || fromLine.estimator === fromFile.estimator;
  return { ...(same ? (fromFile.estimatorSetting as Values) : {}), ...(fromLine.estimatorSetting as Values) };
}

const flags = ["force", "json", "quiet", "quick"];
/** Extras that are numbers, one or a list. */
const numberExtras = { design: { list: true, read: lists }, count: { list: false, read: count } } as const;

/** @param label where it was written, unless that is the command line */
export function checkTyped(name: string, value: unknown, label = flagOf(name)): unknown {
  if (Object.hasOwn(numberExtras, name)) {
    const { list, read } = numberExtras[name as keyof typeof numberExtras];
    const text = String(value);
    return read(label, list ? text.split(";").map((one) => one.split(",").map(toNumber)) : toNumber(text));
  }
  if (!(name in optionTable)) return value;
  const spec: OptionSpec = optionTable[name as OptionName];
  const { kind, several } = spec;
  if (kind === "settings") {
    const all = (value as string[]).flatMap((one) => (several ? one.split(",") : [one]));
    return Object.fromEntries(all.map((one) => setting(one, label, several ? "lambda=1" : "noise=rate")));
  }
  if (kind === "windows") return (value as string[]).map((one) => checkWindow(one, label, describe(spec)));
  if (kind === "designs") return ownDesigns(value as string[], label);
  if (kind === "flag") return value;
  const text = String(value);
  const converted =
    kind === "integers" || kind === "numbers"
      ? text.split(",").map(toNumber)
      : kind === "integer" || kind === "number"
        ? toNumber(text)
        : text;
  return checkOption(name, converted, label);
}

/** "20:32" as [20, 32]. */
function checkWindow(text: string, label: string, wanted: string): [number, number] {
  const [from, to, ...more] = text.split(":").map(toNumber);
  const fine = typeof from === "number" && typeof to === "number" && from <= to && more.length === 0;
  check(fine, `${label} must be ${wanted}, got "${text}"`);
  return [from, to];
}

function setting(text: string, label: string, example: string): [string, string] {
  const at = text.indexOf("=");
  check(at > 0, `${label} must be name=value, e.g. ${label} ${example}, got "${text}"`);
  return [text.slice(0, at), text.slice(at + 1)];
}

/** A text that is no plain number stays a text, so that the check shows what was typed. */
function toNumber(text: string): number | string {
  const value = decimalOf(text);
  return Number.isNaN(value) ? text : value;
}

/** A list of numbers, or one for each group, all as long. */
function lists(label: string, values: unknown): number[][] {
  const all = Array.isArray(values) && Array.isArray(values[0]) ? values : [values];
  const read = all.map((one) => numbers(label, one));
  const size = read[0]?.length;
  const other = read.findIndex(({ length }) => length !== size);
  check(
    other < 0,
    `${label}: group ${other + 1} has ${counted(read[other]?.length ?? 0, "number")}, and group 1 has ${size}; give all groups as many`,
  );
  return read;
}

/** For commands that measure one subject. */
function oneList(design: readonly (readonly number[])[]): readonly number[] {
  check(design.length === 1, "--design has several lists, one for each group, and this is about one subject: give one list");
  return design[0] as readonly number[];
}

function numbers(label: string, values: unknown): number[] {
  const fine = Array.isArray(values) && values.length > 0 && values.every((x) => typeof x === "number" && Number.isFinite(x));
  check(
    fine,
    `${label} must be numbers with commas between, e.g. 0.5,4,18, got "${Array.isArray(values) ? values.join(",") : values}"`,
  );
  return values as number[];
}

function count(label: string, value: unknown): number {
  check(
    typeof value === "number" && Number.isSafeInteger(value) && value >= 1,
    `${label} must be a whole number of at least 1, got ${JSON.stringify(value)}`,
  );
  return value;
}

async function readConfigFile(file: string, command: Command, subject: string): Promise<Values> {
  const content = readJsonFile(file, "--config");
  check(
    typeof content === "object" && content !== null && !Array.isArray(content),
    `--config ${file} must hold an object of options`,
  );
  if ("kind" in content && "versions" in content) return optionsOfRun(content as Values, file, command, subject);
  return Object.fromEntries(Object.entries(content).map(([key, value]) => checkEntry(key, value, file, command)));
}

function checkEntry(key: string, value: unknown, file: string, command: Command): [string, unknown] {
  const name = key.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const said = ["config", "trust", "command"]; // on the command line only: a file does not vouch for itself
  const known = [...command.options, ...command.extras.filter((extra) => !said.includes(extra))] as string[];
  const label = `"${key}" in ${file}`;
  check(
    known.includes(name),
    `unknown option ${label}${didYouMean(
      key,
      known.map((one) => flagOf(one).slice(2)),
    )}`,
  );
  if (Object.hasOwn(numberExtras, name)) return [name, numberExtras[name as keyof typeof numberExtras].read(label, value)];
  if (name in optionTable) return [name, checkOption(name, value, label)];
  const wanted = flags.includes(name) ? "boolean" : "string";
  check(
    typeof value === wanted && !String(value).includes("\0"),
    `${label} must be ${wanted === "boolean" ? "true or false" : "a text"}, got ${JSON.stringify(value)}`,
  );
  return [name, value];
}
