/** The command line: what was typed goes in, an exit code comes out. */
import { CommanderError, Command as Program } from "commander";
import { check, InputError } from "../basics/errors.js";
import { unknownName } from "../basics/names.js";
import { version } from "../basics/version.js";
import { asSubject } from "../loading/program/command.js";
import { flagOf, type OptionSpec, optionTable } from "../options/table.js";
import { type Call, type Command, extras } from "./command.js";
import { commands, groups } from "./commands.js";
import { failed } from "./failure.js";
import type { Io } from "./io.js";
import { forgetWork } from "./running/currentRun.js";
import { visibly } from "./visible.js";

/** Runs one command. Never throws: whatever goes wrong becomes one message on stderr and an exit code. */
export async function main(argv: readonly string[], streams: Io): Promise<number> {
  forgetWork();
  const io = visibly(streams);
  try {
    check(!argv.some((word) => word.includes("\0")), "an argument holds a NUL character, which no name and no number has");
    await parse(withSubject(withHelpLast(argv)), io);
    return 0;
  } catch (error) {
    return failed(await withHint(error, argv), argv, io);
  }
}

/** For an option that does not exist: what the command's implementation says to it, which is loaded only now. */
async function withHint(error: unknown, argv: readonly string[]): Promise<unknown> {
  const [, option] = (error instanceof CommanderError && /^error: unknown option '(.+)'/.exec(error.message)) || [];
  const command = commands.find(({ name }) => `${argv.join(" ")} `.startsWith(`${name} `));
  if (option === undefined || !command) return error;
  const hint = (await command.load()).hint?.(option, argv.slice(command.name.split(" ").length));
  return hint === undefined ? error : new InputError(`unknown option '${option}'. ${hint}`);
}

const asksForHelp = (word: string | undefined): boolean => word === "--help" || word === "-h";

/** `floe` and `floe help` are `floe --help`, and `floe help NAME` is `floe NAME --help`. An unknown name is left to be refused. */
function withHelpLast(argv: readonly string[]): readonly string[] {
  const [first = "--help", ...rest] = argv;
  if (first !== "help") return [first, ...rest];
  const [name] = rest;
  const known = name === undefined || name in groups || commands.some((command) => command.name === name);
  return known ? [...rest.filter((word) => !asksForHelp(word)), "--help"] : rest;
}

/** `floe design --command "python3 sim.py"` is `floe design "command:python3 sim.py"`: a program in the place of a simulator's name. */
function withSubject(argv: readonly string[]): readonly string[] {
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

async function parse(argv: readonly string[], io: Io): Promise<void> {
  const [first = "", ...rest] = argv;
  if (!Object.hasOwn(groups, first)) {
    await programFor(io).parseAsync([...argv], { from: "user" });
    return;
  }
  const [second = "--help", ...others] = withHelpOfGroup(rest);
  if (asksForHelp(second)) groupFor(first as keyof typeof groups, io).help();
  await programFor(io).parseAsync([nameInGroup(first, second), ...others], { from: "user" });
}

/** `floe meta help train` is `floe meta train --help`. */
const withHelpOfGroup = ([second, ...others]: readonly string[]): readonly string[] =>
  second === "help" ? [...others, "--help"] : [second, ...others].filter((word) => word !== undefined);

const namesIn = (group: string): string[] =>
  commands.flatMap(({ name }) => (name.startsWith(`${group} `) ? [name.slice(group.length + 1)] : []));

/** The two words of a command as its one name. @throws InputError when the second is unknown */
function nameInGroup(group: string, second: string): string {
  const names = namesIn(group);
  if (names.includes(second)) return `${group} ${second}`;
  throw new InputError(unknownName(`${group} command`, second, names));
}

function programFor(io: Io): Program {
  const program = plain(new Program("floe"), io)
    .description("Bayesian experimental design by mutual information: which measurements to make, and what they are worth")
    .version(version, "-V, --version", "print the version")
    .addHelpText("after", "\nfloe COMMAND --help tells more, with examples. Start with: floe design pharmacokinetic --designs 5");
  for (const command of commands) addCommand(program, command, io);
  return program;
}

/** For its help only: the commands of a group by their second words. */
function groupFor(group: keyof typeof groups, io: Io): Program {
  const program = plain(new Program(`floe ${group}`), io)
    .description(groups[group])
    .addHelpText("after", `\nfloe ${group} COMMAND --help tells more, with examples.`);
  for (const name of namesIn(group)) {
    const command = commands.find((one) => one.name === `${group} ${name}`) as Command;
    addCommand(program, { ...command, name }, io);
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

function addCommand(program: Program, command: Command, io: Io): void {
  const sub = plain(new Program(command.name), io).description(command.summary);
  program.addCommand(sub);
  for (const [name, help] of command.args) sub.argument(name, help);
  for (const name of command.options) {
    const { value, help, kind }: OptionSpec = optionTable[name];
    const flag = kind === "flag" ? flagOf(name) : `${flagOf(name)} <${value}>`;
    if (kind === "settings" || kind === "windows" || kind === "designs")
      sub.option(flag, help, (one: string, before: string[] = []) => [...before, one]);
    else sub.option(flag, help);
  }
  for (const name of command.extras) sub.option(extras[name][0], extras[name][1]);
  sub.addHelpText("after", `\nExamples:\n${command.examples.map((line) => `  $ ${line}`).join("\n")}`);
  sub.action(async () => {
    const call: Call = { command, args: sub.args, typed: sub.opts(), io };
    const { run } = await command.load();
    await run(call);
  });
}
