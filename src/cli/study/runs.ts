/** What a study is told of commands and of kinds of runs: which begin runs, what they take, what their results hold. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { CommanderError } from "commander";
import { decimalOf } from "../../basics/decimal.js";
import { check, InputError } from "../../basics/errors.js";
import { unknownName } from "../../basics/names.js";
import { show } from "../../basics/show.js";
import { commandIn, isCommand } from "../../loading/program/command.js";
import { checkOption } from "../../options/check.js";
import { type OptionName, type OptionSpec, optionTable } from "../../options/table.js";
import { configFile } from "../../records/folder.js";
import { notOfStudies } from "../../studies/plan.js";
import type { CellOptions, RunCommand, Runs, Written } from "../../studies/types.js";
import { wordsOf } from "../../studies/words.js";
import type { Call, Command } from "../command.js";
import { type KnownKind, kindIn, kinds, openRun } from "../kinds.js";
import { commanderWords, parse } from "../parse.js";
import { checkTyped } from "../readOptions.js";

/** @param commands all that there are, of which those count that begin runs */
export function runsOf(commands: readonly Command[]): Runs {
  const begun: readonly string[] = Object.values<KnownKind>(kinds).map(({ command }) => command);
  const known = commands.filter(({ name }) => begun.includes(name));

  function commandOf(words: readonly string[], where: string): Command {
    const found = known.find(({ name }) => `${words.join(" ")} `.startsWith(`${name} `));
    if (found) return found;
    const typed = known.some(({ name }) => name.startsWith(`${words[0]} `)) ? words.slice(0, 2).join(" ") : (words[0] ?? "");
    throw new InputError(
      `${where}: ${unknownName(
        "command of runs",
        typed,
        known.map(({ name }) => name),
      )}`,
    );
  }

  return {
    command: (words, where) => asRunCommand(commandOf(words, where)),
    async parse(words, where) {
      const calls: Call[] = [];
      const silent = { write: () => true } as never;
      const parsing = {
        commands: known,
        groups: {},
        io: { stdout: silent, stderr: silent },
        act: async (call: Call) => void calls.push(call),
      };
      await parse(words, parsing).catch((error: unknown) => {
        if (error instanceof CommanderError && error.exitCode === 0) return; // its help is no run
        throw error instanceof CommanderError ? new InputError(`${where}, "run": ${commanderWords(error)}`) : error;
      });
      const [call] = calls;
      check(call !== undefined, `${where}: "run" asks for help, and says nothing that could run`);
      const options = Object.entries(call.typed).map(([name, value]) => [name, plain(checkTyped(name, value))]);
      const own = options.find(([name]) => !asRunCommand(call.command).options.includes(String(name)));
      check(own === undefined, `${where}: --${own?.[0]} in "run": a study says itself where its cells go; leave it out`);
      return { command: call.command.name, subject: call.args[0] ?? "", options: Object.fromEntries(options) };
    },
    async finished(folder) {
      if (!existsSync(join(folder, configFile))) return undefined;
      const { kind, config } = await openRun(folder);
      const { floe, node, tfjs } = config.versions;
      const { paths = {}, better = "higher" } = kind.numbers ?? {};
      const versions = `floe ${floe}, node ${node}, tfjs ${tfjs}, ${config.backend}`;
      const diverged = kind.diverged?.(folder);
      if (diverged !== undefined) return { result: undefined, diverged, numbers: paths, better, versions };
      const result = kind.readResult(folder);
      if (result === undefined || kind.left?.(folder, config, result) || !existsSync(join(folder, "report.html")))
        return undefined;
      return { result, numbers: paths, better, versions };
    },
    words,
    begin(cell, folder, { trust, processes }) {
      const command = known.find(({ name }) => name === cell.command) as Command;
      return [
        ...words(cell),
        ...(cell.options.processes === undefined && !command.alone ? sharedBy(command, processes) : []),
        ...(trust && command.extras.includes("trust") ? ["--trust"] : []),
        ...["--out", folder, "--quiet"],
      ];
    },
    goOn(folder, { trust, processes }) {
      const kind = knownIn(folder);
      const command = known.find(({ name }) => name === kind?.command);
      const shared = command ? sharedBy(command, command.alone ? 1 : processes) : [];
      return ["resume", folder, ...shared, ...(trust ? ["--trust"] : []), "--quiet"];
    },
  };
}

const sharedBy = ({ options }: Command, processes: number): string[] =>
  options.includes("processes") ? ["--processes", String(processes)] : [];

/** undefined where the record is damaged, too: going on with it says so. */
function knownIn(folder: string): KnownKind | undefined {
  try {
    return kindIn(folder);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

function words({ command, subject, options }: CellOptions): string[] {
  const about = isCommand(subject) ? ["--command", commandIn(subject)] : subject === "" ? [] : [subject];
  return [...command.split(" "), ...about, ...wordsOf(options)];
}

function asRunCommand({ name, args, options, extras }: Command): RunCommand {
  return {
    name,
    subjects: args.flatMap(([arg]) => arg.replaceAll(/[<>[\]]/g, "").split("-or-")),
    options: [...options, ...extras.filter((extra) => !notOfStudies.includes(extra))],
    async numbers() {
      const known = Object.values<KnownKind>(kinds).filter(({ command }) => command === name);
      const loaded = await Promise.all(known.map((kind) => kind.load()));
      return loaded.flatMap((kind) => Object.keys(kind.numbers?.paths ?? {}));
    },
    check: (option, value, label) => plain(given(option, value, label)),
  };
}

/** What was typed as texts is the same option as what was written in numbers: settings are texts, a list of one list is that. */
function plain(value: unknown): unknown {
  if (Array.isArray(value) && Array.isArray(value[0]) && value.length === 1) return value[0];
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, typeof one === "object" ? one : String(one)]));
}

/** As a file of options has it, or in a text as it would be typed. */
function given(name: string, value: Written, label: string): unknown {
  if (!(name in optionTable)) {
    check(
      typeof value === "boolean" || typeof value === "string",
      `${label} must be a text, or true or false, got ${show(value)}`,
    );
    return value;
  }
  const { kind }: OptionSpec = optionTable[name as OptionName];
  const number = (text: string) => (Number.isNaN(decimalOf(text)) ? text : decimalOf(text));
  const isList = kind === "integers" || kind === "numbers";
  if (typeof value === "string") {
    if (kind === "settings" || kind === "designs" || kind === "windows") return checkTyped(name, [value], label);
    if (isList) return checkOption(name, value.split(",").map(number), label);
    return checkOption(name, kind === "integer" || kind === "number" ? number(value) : value, label);
  }
  if (typeof value === "number" && kind === "text") return checkOption(name, String(value), label);
  return checkOption(name, isList && typeof value === "number" ? [value] : value, label);
}
