#!/usr/bin/env node
/** The program `floe`. */
import { isComputed } from "./commands.js";

const argv = process.argv.slice(2);

if (isComputed(argv)) {
  const { supervise } = await import("./supervision/supervise.js");
  process.exit(await supervise(argv));
}

// `floe list | head` closes the pipe early: that is no error.
const { stdout, stderr } = process;
stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});
const { main } = await import("./floe.js");
const code = await main(argv, { stdout, stderr });
// Whatever a user's file has left running ends with the command.
stdout.write("", () => stderr.write("", () => process.exit(code)));
