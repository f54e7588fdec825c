/**
 * A trained policy without TensorFlow.js: `import { loadPolicy } from "floe/policy"`. No dependencies, the same in Node and in browsers.
 *
 *   const policy = loadPolicy(JSON.parse(text));
 *   const session = policy.start();
 *   const { design } = session.next();          // where to measure
 *   session.observe({ design, outcome: [31] }); // what was really done, and what came out
 *   session.observe({ design, lost: true });    // or that nothing came out: the place is used up
 *   session.observe({ design, pending: true }); // or that the outcome comes later, as
 *   session.late({ step: 2, outcome: [31] });
 */
import { checkData } from "./check.js";
import { isPossible, outcomeRange, rangeWords, transforms } from "./outcome.js";
import { networks } from "./policies/index.js";
import { checkConstraints, checkPlace, placeOf, project } from "./space.js";
import {
  type Advice,
  type Constraints,
  type History,
  type LateResult,
  type LostMeasurement,
  type Network,
  type Observation,
  type PendingMeasurement,
  type PolicyData,
  PolicyError,
  type Scaling,
} from "./types.js";

export { firstOffAdvice } from "./advised.js";
export { loadPosterior, type PortablePosterior } from "./posterior.js";
export type { BelievedParameter, PortableBelief, PosteriorData } from "./posteriorTypes.js";
export type {
  Advice,
  Constraints,
  History,
  LateResult,
  LostMeasurement,
  Observation,
  OutcomeRange,
  PendingMeasurement,
  PolicyData,
} from "./types.js";
export { PolicyError } from "./types.js";

/** One experiment under way. */
export interface Session {
  /** The next measurement; undefined when there is none left, or no allowed place for it. */
  next(): Advice | undefined;
  /**
   * `{ design, outcome: null }` says the same as `{ design, lost: true }`.
   * @throws PolicyError for what is no observation of this experiment, or one too many; nothing is remembered then
   */
  observe(observation: Observation | LostMeasurement | PendingMeasurement): void;
  /**
   * What came in late, for a measurement that was pending or given up as lost: from now on it is known, at its place in the order.
   * @throws PolicyError where there is no such measurement, or its outcome is known; nothing is remembered then
   */
  late(result: LateResult): void;
  /** Takes the last observation back, or what came in late last. @throws PolicyError when there is none */
  undo(): void;
  readonly history: History;
}

export interface PortablePolicy {
  readonly data: PolicyData;
  /** @throws PolicyError for constraints that make no sense */
  start(constraints?: Constraints): Session;
  /** One decision from a whole history. @throws PolicyError */
  next(history: History, constraints?: Constraints): Advice | undefined;
}

/** What every object inherits, "toString" for one, is no member of the table. */
const named = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

/** @param data the content of policy.json @throws PolicyError when it is none, or damaged */
export function loadPolicy(data: PolicyData): PortablePolicy {
  checkData(data);
  const [family, transform] = [named(networks, data.family), named(transforms, data.transform.kind)];
  if (!family || !transform)
    throw new PolicyError(`the policy's file needs a newer floe: it has "${family ? data.transform.kind : data.family}"`);
  const network = family(data); // damage shows now, not in the middle of an experiment
  const start = (constraints: Constraints = {}) => open(data, network(), transform, constraints);
  return {
    data,
    start,
    next(history, constraints) {
      const session = start(constraints);
      if (!Array.isArray(history?.observations))
        throw new PolicyError('a history is {"observations": [{"design": [..], "outcome": [..]}]}');
      for (const observation of history.observations) tell(session, observation);
      return session.next();
    },
  };
}

/** One entry of a history: an observation, or what came in late for an earlier one. @throws PolicyError */
export function tell(session: Session, entry: History["observations"][number] | LateResult): void {
  if (typeof entry === "object" && entry !== null && "step" in entry) session.late(entry);
  else session.observe(entry);
}

/** Whether its outcome is still to come. */
export const isPending = (observation: History["observations"][number]): observation is PendingMeasurement =>
  "pending" in observation;

/** Whether it tells nothing: it was lost, or its outcome is not in yet. */
export function isLost(
  observation: Observation | LostMeasurement | PendingMeasurement,
): observation is LostMeasurement | PendingMeasurement {
  return !("outcome" in observation);
}

function open(data: PolicyData, network: Network, transform: (x: number) => number, constraints: Constraints): Session {
  checkConstraints(constraints, data.horizon);
  const { horizon, space, seen, after = [] } = data;
  const of = Math.min(horizon, constraints.budget ?? horizon);
  let observations: History["observations"] = [];
  const before: History["observations"][] = []; // as they were, to be undone
  const scaled = (x: number, { mean, sd, scale }: Scaling) =>
    ((scale === "log" ? Math.log(x) : x) - (mean[0] as number)) / (sd[0] as number);
  // Policies are trained without losses: the network reads what was seen, and is asked for the place that comes next in its plan.
  const read = (observation: History["observations"][number]): void => {
    if (isLost(observation)) return;
    const { design, outcome } = observation;
    network.observe(
      scaled(design[0] as number, seen.at),
      scaled(transform(data.transform.scale * (outcome[0] as number) + data.transform.shift), seen.outcome),
    );
  };
  const places = () => observations.map(({ design }) => design[0] as number);
  const readAgain = (all: History["observations"]): void => {
    observations = all;
    network.reset();
    observations.forEach(read);
  };
  return {
    get history() {
      return { observations };
    },
    next() {
      const step = observations.length;
      checkBegun(after, step);
      if (step >= of) return undefined;
      const taken = places();
      const place = project(placeOf(space, network.next(step), taken, horizon), space, taken, constraints);
      return place === undefined ? undefined : { design: [place], step: step + 1, of };
    },
    observe(observation) {
      if (observations.length >= horizon)
        throw new PolicyError(`all ${horizon} measurements are taken: nothing is left to observe`);
      const checked = checkObservation(observation, transform, data, observations.length);
      checkPlace(data, places(), checked.design[0] as number);
      checkSame(after, observations.length, checked);
      before.push(observations);
      observations = [...observations, checked];
      read(checked);
    },
    late(result) {
      const step = lateStep(result, observations);
      const { design } = observations[step] as Observation;
      const { step: _, ...rest } = result;
      const checked = checkObservation({ ...rest, design }, transform, data, step);
      checkSame(after, step, checked);
      before.push(observations);
      readAgain(observations.map((one, i) => (i === step ? checked : one)));
    },
    undo() {
      const last = before.at(-1);
      if (!last) throw new PolicyError("there is nothing to undo");
      if (observations.length === after.length && last.length < after.length)
        throw new PolicyError("what this policy was refined for cannot be undone: take the policy that it was refined from");
      before.pop();
      readAgain(last);
    },
  };
}

/** Of which measurement a late result is, from 0. @throws PolicyError */
function lateStep(result: unknown, observations: History["observations"]): number {
  const { step, design, pending } = (typeof result === "object" ? (result ?? {}) : {}) as Record<string, unknown>;
  const made = observations.length;
  if (!Number.isInteger(step) || (step as number) < 1)
    throw new PolicyError(`"step" must be the number of a measurement, from 1, got ${shown(step)}`);
  if ((step as number) > made)
    throw new PolicyError(
      `measurement ${step} was not made yet: ${made === 0 ? "none was" : `${made} were`}. Its outcome cannot be late`,
    );
  if (design !== undefined)
    throw new PolicyError(`a late result has a "step" and no "design": where measurement ${step} was made is known`);
  if (pending !== undefined) throw new PolicyError('a late result has an "outcome" or is "lost"');
  const known = observations[(step as number) - 1] as History["observations"][number];
  if (!isLost(known))
    throw new PolicyError(`measurement ${step} has its outcome already, ${known.outcome[0]}: undo it first if it was wrong`);
  return (step as number) - 1;
}

type Seen = History["observations"][number];

/** @throws PolicyError where a policy that was refined for an experiment under way is asked about another */
function checkBegun({ length }: readonly Seen[], step: number): void {
  if (step >= length) return;
  throw new PolicyError(
    `this policy was refined for an experiment under way, after ${length} ${length === 1 ? "measurement" : "measurements"}: it is to be told ` +
      `${length === 1 ? "it" : "them"} first, got ${step}`,
  );
}

/** Numbers that were printed and read again are the same. */
const sameNumber = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-6 * Math.max(Math.abs(a), Math.abs(b));

function checkSame(after: readonly Seen[], step: number, seen: Seen): void {
  const known = after[step];
  if (!known) return;
  const numbers = (one: Seen) => [...one.design, ...(isLost(one) ? [] : one.outcome)];
  if (isPending(known) && !isPending(seen))
    throw new PolicyError(
      `the outcome of measurement ${step + 1} came in after this policy was refined: refine the policy that it was refined from, with the whole history`,
    );
  const [ours, theirs] = [numbers(known), numbers(seen)];
  if (ours.length === theirs.length && ours.every((x, i) => sameNumber(x, theirs[i] as number))) return;
  throw new PolicyError(
    `this policy was refined for another experiment, whose measurement ${step + 1} was ${shown(known)}, got ${shown(seen)}: ` +
      "take the policy that it was refined from",
  );
}

/** @returns what is remembered of it @throws PolicyError */
function checkObservation(
  observation: unknown,
  transform: (x: number) => number,
  data: PolicyData,
  step: number,
): History["observations"][number] {
  const { outcome, lost, pending } = (typeof observation === "object" ? (observation ?? {}) : {}) as Record<string, unknown>;
  if (lost !== undefined && typeof lost !== "boolean")
    throw new PolicyError(`"lost" must be true, for a measurement that told nothing, got ${shown(lost)}`);
  if (lost && outcome !== undefined && outcome !== null)
    throw new PolicyError('an observation has an "outcome" or is "lost", not both');
  if (pending !== undefined && typeof pending !== "boolean")
    throw new PolicyError(`"pending" must be true, for a measurement whose outcome comes later, got ${shown(pending)}`);
  if (pending && (lost || outcome !== undefined))
    throw new PolicyError('an observation that is "pending" has no "outcome" yet and is not "lost"');
  const place = oneNumber("design", observation);
  if (pending) return { design: [place], pending: true };
  if (lost || outcome === null) return { design: [place], lost: true };
  const value = oneNumber("outcome", observation);
  const range = outcomeRange(data, step);
  if (isPossible(value, range) && Number.isFinite(transform(data.transform.scale * value + data.transform.shift)))
    return { design: [place], outcome: [value] };
  const wanted = range && `: ${data.outcomeNames[step]} is ${rangeWords(range, data.outcomeUnit)}`;
  throw new PolicyError(`the outcome ${value} cannot come from this experiment${wanted ?? ""}`);
}

/** The number in brackets. @throws PolicyError */
function oneNumber(name: "design" | "outcome", observation: unknown): number {
  const value = (observation as Record<string, unknown> | null)?.[name];
  if (value === undefined)
    throw new PolicyError(
      `"${name}" is missing: an observation is {"design": [12.5], "outcome": [31]}, or {"design": [12.5], "lost": true}, got ${shown(observation)}`,
    );
  if (Array.isArray(value) && value.length === 1 && typeof value[0] === "number" && Number.isFinite(value[0])) return value[0];
  throw new PolicyError(`an observation needs "${name}": one finite number in brackets, got ${shown(value)}`);
}

const shown = (value: unknown): string => String(JSON.stringify(value)).slice(0, 60);
