/** The command line: what was typed goes in, an exit code comes out. */
import { Command as Program } from "commander";
import { InputError } from "../errors.js";
import { unknownName } from "../names.js";
import { flagOf, type OptionSpec, optionTable } from "../optionTable.js";
import { version } from "../version.js";
import { type Call, type Command, commands, extras } from "./commands.js";
import { failed } from "./failure.js";
import type { Io } from "./io.js";

/** Runs one command. Never throws: whatever goes wrong becomes one message on stderr and an exit code. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  try {
    const program = programFor(io);
    if (argv.length === 0) program.help();
    await program.parseAsync(withCommandName(argv), { from: "user" });
    return 0;
  } catch (error) {
    return failed(error, argv, io);
  }
}

/** A command's name may have two words: they are made one. @throws InputError when the second is missing or unknown */
function withCommandName([first = "", ...rest]: readonly string[]): string[] {
  const group = commands.filter(({ name }) => name.startsWith(`${first} `)).map(({ name }) => name.slice(first.length + 1));
  if (group.length === 0) return [first, ...rest];
  const [second = "", ...others] = rest;
  if (group.includes(second)) return [`${first} ${second}`, ...others];
  throw new InputError(unknownName(`${first} command`, second, group));
}

function programFor(io: Io): Program {
  const program = plain(new Program("floe"), io)
    .description("Bayesian experimental design by mutual information: which measurements to make, and what they are worth")
    .version(version, "-V, --version", "print the version")
    .addHelpText("after", "\nfloe COMMAND --help tells more, with examples. Start with: floe design pharmacokinetic --designs 5");
  for (const command of commands) addCommand(program, command, io);
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
    const flag = `${flagOf(name)} <${value}>`;
    if (kind === "settings") sub.option(flag, help, (one: string, before: string[] = []) => [...before, one]);
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
