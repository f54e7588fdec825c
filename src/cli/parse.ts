/** From words to a command with its arguments and options, or to its help. Which commands there are is handed in: a study reads lines too. */
import { type CommanderError, Command as Program } from "commander";
import { InputError } from "../basics/errors.js";
import { unknownName } from "../basics/names.js";
import { version } from "../basics/version.js";
import { asSubject } from "../loading/program/command.js";
import { flagOf, type OptionSpec, optionTable } from "../options/table.js";
import { type Call, type Command, extras } from "./command.js";
import type { Io } from "./io.js";

export interface Parsing {
  readonly commands: readonly Command[];
  /** First words of commands whose names have two, and what they are about. */
  readonly groups: Readonly<Record<string, string>>;
  readonly io: Io;
  /** Is given what was read. */
  act(call: Call): Promise<void>;
}

export const asksForHelp = (word: string | undefined): boolean => word === "--help" || word === "-h";

/** `floe design --command "python3 sim.py"` is `floe design "command:python3 sim.py"`: a program in the place of a simulator's name. */
function withSubject(argv: readonly string[], commands: readonly Command[]): readonly string[] {
  const [name, ...rest] = argv;
  const command = commands.find((one) => one.name === name);
  if (!command?.extras.includes("command")) return argv;
  const flag = "--command";
  const at = rest.findIndex((word) => word === flag || word.startsWith(`${flag}=`));
  if (at < 0) return argv;
  const isApart = rest[at] === flag;
  const line = isApart ? rest[at + 1] : rest[at]?.slice(flag.length + 1);
  if (line === undefined) return argv;
  return [name as string, asSubject(line), ...rest.slice(0, at), ...rest.slice(at + (isApart ? 2 : 1))];
}

/** @throws InputError, or commander's own error, for what cannot be read */
export async function parse(argv: readonly string[], parsing: Parsing): Promise<void> {
  const { commands, groups } = parsing;
  const words = withSubject(argv, commands);
  const [first = "", ...rest] = words;
  const read = (all: readonly string[]) => programFor(parsing).parseAsync([...all], { from: "user" });
  const both = words.slice(0, 2).join(" ");
  if (rest.length > 0 && commands.some(({ name }) => name === both)) await read([both, ...rest.slice(1)]);
  else if (!Object.hasOwn(groups, first)) await read(words);
  else {
    const [second = "--help", ...others] = withHelpOfGroup(rest);
    if (asksForHelp(second)) groupFor(first, parsing).help();
    await read([nameInGroup(first, second, commands), ...others]);
  }
}

/** `floe meta help train` is `floe meta train --help`. */
const withHelpOfGroup = ([second, ...others]: readonly string[]): readonly string[] =>
  second === "help" ? [...others, "--help"] : [second, ...others].filter((word) => word !== undefined);

const namesIn = (group: string, commands: readonly Command[]): string[] =>
  commands.flatMap(({ name }) => (name.startsWith(`${group} `) ? [name.slice(group.length + 1)] : []));

/** The two words of a command as its one name. @throws InputError when the second is unknown */
function nameInGroup(group: string, second: string, commands: readonly Command[]): string {
  const names = namesIn(group, commands);
  if (names.includes(second)) return `${group} ${second}`;
  throw new InputError(unknownName(`${group} command`, second, names));
}

function programFor({ commands, io, act }: Parsing): Program {
  const program = plain(new Program("floe"), io)
    .description("Bayesian experimental design by mutual information: which measurements to make, and what they are worth")
    .version(version, "-V, --version", "print the version")
    .addHelpText("after", "\nfloe COMMAND --help tells more, with examples. Start with: floe design pharmacokinetic --designs 5");
  for (const command of commands) addCommand(program, command, io, act);
  return program;
}

/** For its help only: the commands of a group by their second words. */
function groupFor(group: string, { commands, groups, io, act }: Parsing): Program {
  const program = plain(new Program(`floe ${group}`), io)
    .description(groups[group] ?? "")
    .addHelpText("after", `\nfloe ${group} COMMAND --help tells more, with examples.`);
  for (const name of namesIn(group, commands)) {
    const command = commands.find((one) => one.name === `${group} ${name}`) as Command;
    addCommand(program, { ...command, name }, io, act);
  }
  return program;
}

/** Errors are thrown, not printed, and all output goes through `io`. */
function plain(program: Program, io: Io): Program {
  return program
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: () => {}, outputError: () => {} })
    .helpOption("-h, --help", "print this help");
}

function addCommand(program: Program, command: Command, io: Io, act: Parsing["act"]): void {
  const sub = plain(new Program(command.name), io).description(command.summary);
  program.addCommand(sub);
  for (const [name, help] of command.args) sub.argument(name, help);
  for (const name of command.options) {
    const { value, help: usual, kind }: OptionSpec = optionTable[name];
    const help = command.help?.[name] ?? usual;
    const flag = kind === "flag" ? flagOf(name) : `${flagOf(name)} <${value}>`;
    if (kind === "settings" || kind === "windows" || kind === "designs")
      sub.option(flag, help, (one: string, before: string[] = []) => [...before, one]);
    else sub.option(flag, help);
  }
  for (const name of command.extras) sub.option(extras[name][0], extras[name][1]);
  sub.addHelpText("after", `\nExamples:\n${command.examples.map((line) => `  $ ${line}`).join("\n")}`);
  sub.action(() => act({ command, args: sub.args, typed: sub.opts(), io }));
}

/** What commander says, as one of our messages. */
export function commanderWords({ message }: CommanderError): string {
  const [what, meant] = message.replace(/^error: /, "").split("\n");
  return `${what}${meant ? `. ${meant.replace(/^\((.*)\)$/, "$1")}` : ""}`;
}
