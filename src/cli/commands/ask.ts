/** `floe ask POLICY --history FILE`: one decision. */
import type { Call } from "../command.js";
import { print } from "../io.js";
import { givenConstraints } from "../live/constraints.js";
import { asInputError, atHorizon, type KeptHistory, observeAll, readHistory, readPolicy } from "../live/policyFiles.js";
import { adviceOrEnd, endWords, inWordsOf } from "../live/words.js";
import { readOptions } from "../readOptions.js";

export async function run(call: Call): Promise<void> {
  const { args, typed, io } = call;
  const given = await readOptions(call);
  const whole = readPolicy(args[0] as string);
  const file = typeof typed.history === "string" ? typed.history : undefined;
  const history: KeptHistory = file === undefined ? { observations: [] } : await readHistory(file);
  const asked = givenConstraints(given, whole.data);
  const horizon = given.options.horizon as number | undefined;
  const policy = atHorizon(whole, horizon ?? history.horizon, horizon === undefined ? file : undefined);
  const constraints = asked ?? history.constraints ?? {}; // the file of a live session keeps its own
  const session = asInputError(() => policy.start(constraints), asked ? undefined : file);
  observeAll(session, history, file === "-" ? "--history -" : (file ?? ""));
  const state = { session, policy, constraints };
  asInputError(() => void session.next(), file);
  if (given.json) return print(io.stdout, `${JSON.stringify(adviceOrEnd(state))}\n`);
  const advice = session.next();
  await print(io.stdout, `${advice ? inWordsOf(advice, policy.data) : endWords(state)}\n`);
}
