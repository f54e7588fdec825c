/** `floe ask POLICY --history FILE`: one decision. */
import type { Advice, Constraints, PolicyData, PortablePolicy, Session } from "../runtime/index.js";
import { forbidding, rangeOf } from "../runtime/space.js";
import { placeText } from "../runtime/words.js";
import type { Call } from "./commands.js";
import { constraintWords, givenConstraints } from "./constraints.js";
import { print } from "./io.js";
import { inWords, observeAll, readHistory, readPolicy } from "./policyFiles.js";
import { readOptions } from "./readOptions.js";

export async function run(call: Call): Promise<void> {
  const { args, typed, io } = call;
  const given = readOptions(call);
  const policy = readPolicy(args[0] as string);
  const file = typeof typed.history === "string" ? typed.history : undefined;
  const history = file === undefined ? { observations: [] } : await readHistory(file);
  const asked = givenConstraints(given);
  const constraints = asked ?? history.constraints ?? {}; // the file of a live session keeps its own
  const session = inWords(() => policy.start(constraints), asked ? undefined : file);
  observeAll(session, history.observations, file === "-" ? "--history -" : (file ?? ""));
  const state = { session, policy, constraints };
  if (given.json) return print(io.stdout, `${JSON.stringify(adviceOrEnd(state))}\n`);
  const advice = session.next();
  await print(io.stdout, `${advice ? inWordsOf(advice, policy.data) : endWords(state)}\n`);
}

/** An experiment under way. */
interface State {
  readonly session: Session;
  readonly policy: PortablePolicy;
  readonly constraints: Constraints;
}

const budgetOf = ({ policy: { data }, constraints: { budget = data.horizon } }: State) => Math.min(data.horizon, budget);

/** Why there is no next measurement. */
export function endWords(state: State): string {
  const [taken, of] = [state.session.history.observations.length, budgetOf(state)];
  if (taken >= of) return `all ${of} measurements are taken`;
  return `no allowed place is left for measurement ${taken + 1} of ${of}: ${whyNone(state)}`;
}

function whyNone({ session, policy: { data }, constraints }: State): string {
  const before = session.history.observations.map(({ design }) => design[0] as number);
  const entries = Object.entries(forbidding(data.space, before, constraints));
  if (entries.length === 0) return "the times of this experiment increase, and none is left after the last one";
  const words = entries.map(([name, value]) => `"${name}" (${constraintWords({ [name]: value }, data)})`);
  return words.length === 1
    ? `the constraint ${words[0]} leaves none`
    : `the constraints ${words.join(" and ")} leave none between them`;
}

/** As JSON lines and --json tell it; `reason` where not all measurements are taken. */
export function adviceOrEnd(state: State): Advice | { done: true; of: number; reason?: string } {
  const { session } = state;
  const of = budgetOf(state);
  const early = session.history.observations.length < of;
  return session.next() ?? { done: true, of, ...(early ? { reason: endWords(state) } : {}) };
}

/** "t2 = 4.87 h   (2 of 5)" */
export function inWordsOf({ design, step, of }: Advice, { designNames, designUnit, space }: PolicyData): string {
  const [low, high] = rangeOf(space, step - 1);
  return `${designNames[step - 1]} = ${placeText(design[0], high - low)}${designUnit && ` ${designUnit}`}   (${step} of ${of})`;
}
