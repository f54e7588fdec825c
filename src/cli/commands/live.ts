/** `floe live POLICY`: a whole experiment, in the terminal or over JSON lines, kept in a file as it goes. */

import type { Call } from "../command.js";
import { untilInterrupted } from "../interrupt.js";
import { quoted } from "../io.js";
import { openBeliefsOf } from "../live/beliefs.js";
import { givenConstraints } from "../live/constraints.js";
import { jsonLines } from "../live/liveLines.js";
import { prompts } from "../live/livePrompts.js";
import { openSession, sessionIn } from "../live/liveSession.js";
import { atHorizon, readPolicy } from "../live/policyFiles.js";
import { openSessionFile } from "../live/sessionFile.js";
import { readOptions } from "../readOptions.js";

export async function run(call: Call): Promise<void> {
  const { io, typed, args } = call;
  const given = await readOptions(call);
  const whole = readPolicy(args[0] as string);
  const constraints = givenConstraints(given, whole.data);
  const horizon = given.options.horizon as number | undefined;
  const kept = openSessionFile(typeof typed.session === "string" ? typed.session : undefined);
  try {
    const before = sessionIn(kept);
    const policy = atHorizon(whole, horizon ?? before.horizon, horizon === undefined ? kept.file : undefined);
    const beliefs = typed.beliefs === true ? await openBeliefsOf(args[0] as string, policy, call) : undefined;
    const live = openSession({ policy, kept, before, constraints, io, beliefs });
    const flags = (["jsonl", "beliefs", "trust"] as const).filter((flag) => typed[flag] === true).map((flag) => ` --${flag}`);
    const resume = `floe live ${quoted(args[0] as string)} --session ${quoted(kept.file)}${flags.join("")}`;
    const work = typed.jsonl === true ? jsonLines(live) : prompts(live);
    await untilInterrupted(work, `\ninterrupted; the session is kept. Go on with:\n  ${resume}`).finally(() => {
      process.stdin.destroy(); // nobody reads on: the program can end
      beliefs?.dispose();
    });
  } finally {
    kept.close();
  }
}
