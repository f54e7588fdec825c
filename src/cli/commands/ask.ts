/** `floe ask POLICY --history FILE`: one decision. */
import type { Call } from "../command.js";
import { print } from "../io.js";
import { givenConstraints } from "../live/constraints.js";
import { asInputError, observeAll, readHistory, readPolicy } from "../live/policyFiles.js";
import { adviceOrEnd, endWords, inWordsOf } from "../live/words.js";
import { readOptions } from "../readOptions.js";

export async function run(call: Call): Promise<void> {
  const { args, typed, io } = call;
  const given = await readOptions(call);
  const policy = readPolicy(args[0] as string);
  const file = typeof typed.history === "string" ? typed.history : undefined;
  const history = file === undefined ? { observations: [] } : await readHistory(file);
  const asked = givenConstraints(given, policy.data);
  const constraints = asked ?? history.constraints ?? {}; // the file of a live session keeps its own
  const session = asInputError(() => policy.start(constraints), asked ? undefined : file);
  observeAll(session, history.observations, file === "-" ? "--history -" : (file ?? ""));
  const state = { session, policy, constraints };
  if (given.json) return print(io.stdout, `${JSON.stringify(adviceOrEnd(state))}\n`);
  const advice = session.next();
  await print(io.stdout, `${advice ? inWordsOf(advice, policy.data) : endWords(state)}\n`);
}
