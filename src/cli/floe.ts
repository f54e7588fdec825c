/** The command line: what was typed goes in, an exit code comes out. */
import { CommanderError } from "commander";
import { check, InputError } from "../basics/errors.js";
import type { Call } from "./command.js";
import { commands, groups } from "./commands.js";
import { failed } from "./failure.js";
import type { Io } from "./io.js";
import { asksForHelp, parse } from "./parse.js";
import { forgetWork } from "./running/currentRun.js";
import { visibly } from "./visible.js";

/** Runs one command. Never throws: whatever goes wrong becomes one message on stderr and an exit code. */
export async function main(argv: readonly string[], streams: Io): Promise<number> {
  forgetWork();
  const io = visibly(streams);
  try {
    check(!argv.some((word) => word.includes("\0")), "an argument holds a NUL character, which no name and no number has");
    await parse(withHelpLast(argv), { commands, groups, io, act });
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

async function act(call: Call): Promise<void> {
  const { run } = await call.command.load();
  await run(call);
}

/** `floe` and `floe help` are `floe --help`, and `floe help NAME` is `floe NAME --help`. An unknown name is left to be refused. */
function withHelpLast(argv: readonly string[]): readonly string[] {
  const [first = "--help", ...rest] = argv;
  if (first !== "help") return [first, ...rest];
  const [name] = rest;
  const known = name === undefined || name in groups || commands.some((command) => command.name === name);
  return known ? [...rest.filter((word) => !asksForHelp(word)), "--help"] : rest;
}
