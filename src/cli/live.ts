/** `floe live POLICY`: a whole experiment, in the terminal or over JSON lines, kept in a file as it goes. */
import type { Call } from "./commands.js";
import { givenConstraints } from "./constraints.js";
import { untilInterrupted } from "./interrupt.js";
import { quoted } from "./io.js";
import { jsonLines } from "./liveLines.js";
import { prompts } from "./livePrompts.js";
import { freshFile, openSession } from "./liveSession.js";
import { readPolicy } from "./policyFiles.js";
import { readOptions } from "./readOptions.js";

export async function run(call: Call): Promise<void> {
  const { io, typed, args } = call;
  const constraints = givenConstraints(readOptions(call));
  const policy = readPolicy(args[0] as string);
  const file = typeof typed.session === "string" ? typed.session : freshFile();
  const live = await openSession({ policy, file, constraints, io, beliefsOf: typed.beliefs === true ? args[0] : undefined });
  const flags = (["jsonl", "beliefs"] as const).filter((flag) => typed[flag] === true).map((flag) => ` --${flag}`);
  const resume = `floe live ${quoted(args[0] as string)} --session ${quoted(file)}${flags.join("")}`;
  const work = typed.jsonl === true ? jsonLines(live) : prompts(live);
  await untilInterrupted(work, `\ninterrupted; the session is kept. Go on with:\n  ${resume}`).finally(() => {
    process.stdin.destroy(); // nobody reads on: the program can end
    live.beliefs?.dispose();
  });
}
