/** An experiment's advice and end in words. */
import { named } from "../../basics/text.js";
import type { PortablePolicy, Session } from "../../portable/policy.js";
import type { Wanted } from "../../portable/reports.js";
import { forbidding, pointWords } from "../../portable/space.js";
import type { Advice, Constraints, PolicyData } from "../../portable/types.js";
import { constraintWords } from "./constraints.js";

/** An experiment under way. */
export interface State {
  readonly session: Session;
  readonly policy: PortablePolicy;
  readonly constraints: Constraints;
}

export const budgetOf = ({ policy: { data }, constraints: { budget = data.horizon } }: State) => Math.min(data.horizon, budget);

/** Why there is no next measurement. */
export function endWords(state: State): string {
  const [taken, of] = [state.session.history.observations.length, budgetOf(state)];
  if (taken >= of) return `all ${of} measurements are taken`;
  return `no allowed place is left for measurement ${taken + 1} of ${of}: ${whyNone(state)}`;
}

function whyNone({ session, policy: { data }, constraints }: State): string {
  const before = session.history.observations.map(({ design }) => design);
  const entries = Object.entries(forbidding(data.space, before, constraints));
  if (entries.length === 0) return "the times of this experiment increase, and none is left after the last one";
  const words = entries.map(([name, value]) => `"${name}" (${constraintWords({ [name]: value }, data)})`);
  return words.length === 1
    ? `the constraint ${words[0]} leaves none`
    : `the constraints ${words.join(" and ")} leave none between them`;
}

/** "t2 = 4.87 h   (2 of 5)", "x2 = 0.31, y2 = -1.2   (2 of 5)" */
export function inWordsOf({ design, step, of }: Advice, data: PolicyData): string {
  return `${pointWords(data, step - 1, design)}   (${step} of ${of})`;
}

/** "cases week 3 (people): ", asked before a decision that knows it. */
export const reportWords = ({ report, unit }: Wanted): string => named(report, unit);

/** As JSON lines and --json tell it: a report that is wanted first, the next measurement, or the end; `reason` where not all measurements are taken. */
export function adviceOrEnd(state: State): Advice | Wanted | { done: true; of: number; reason?: string } {
  const { session } = state;
  const wanted = session.wanted();
  if (wanted) return wanted;
  const of = budgetOf(state);
  const early = session.history.observations.length < of;
  return session.next() ?? { done: true, of, ...(early ? { reason: endWords(state) } : {}) };
}
