/**
 * A trained policy without TensorFlow.js: `import { loadPolicy } from "floe/policy"`. No dependencies, the same in Node and in browsers.
 *
 *   const policy = loadPolicy(JSON.parse(text));
 *   const session = policy.start();
 *   const { design } = session.next();          // where to measure
 *   session.observe({ design, outcome: [31] }); // what was really done, and what came out
 *   session.observe({ design, lost: true });    // or that nothing came out: the place is used up
 */
import { checkData } from "./check.js";
import { isPossible, outcomeRange, rangeWords, transforms } from "./outcome.js";
import { networks } from "./policies/index.js";
import { checkConstraints, checkPlace, placeOf, project } from "./space.js";
import {
  type Advice,
  type Constraints,
  type History,
  type LostMeasurement,
  type Network,
  type Observation,
  type PolicyData,
  PolicyError,
  type Scaling,
} from "./types.js";

export type { Advice, Constraints, History, LostMeasurement, Observation, OutcomeRange, PolicyData } from "./types.js";
export { PolicyError } from "./types.js";

/** One experiment under way. */
export interface Session {
  /** The next measurement; undefined when there is none left, or no allowed place for it. */
  next(): Advice | undefined;
  /**
   * `{ design, outcome: null }` says the same as `{ design, lost: true }`.
   * @throws PolicyError for what is no observation of this experiment, or one too many; nothing is remembered then
   */
  observe(observation: Observation | LostMeasurement): void;
  /** Forgets the last observation. @throws PolicyError when there is none */
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
      for (const observation of history.observations) session.observe(observation);
      return session.next();
    },
  };
}

/** Whether it was lost. */
export function isLost(observation: Observation | LostMeasurement): observation is LostMeasurement {
  return "lost" in observation;
}

function open(data: PolicyData, network: Network, transform: (x: number) => number, constraints: Constraints): Session {
  checkConstraints(constraints, data.horizon);
  const { horizon, space, seen, after = [] } = data;
  const of = Math.min(horizon, constraints.budget ?? horizon);
  let observations: (Observation | LostMeasurement)[] = [];
  const scaled = (x: number, { mean, sd, scale }: Scaling) =>
    ((scale === "log" ? Math.log(x) : x) - (mean[0] as number)) / (sd[0] as number);
  // Policies are trained without losses: the network reads what was seen, and is asked for the place that comes next in its plan.
  const read = (observation: Observation | LostMeasurement): void => {
    if (isLost(observation)) return;
    const { design, outcome } = observation;
    network.observe(
      scaled(design[0] as number, seen.at),
      scaled(transform(data.transform.scale * (outcome[0] as number) + data.transform.shift), seen.outcome),
    );
  };
  const places = () => observations.map(({ design }) => design[0] as number);
  return {
    get history() {
      return { observations };
    },
    next() {
      const step = observations.length;
      checkBegun(after, step);
      if (step >= of) return undefined;
      const before = places();
      const place = project(placeOf(space, network.next(step), before, horizon), space, before, constraints);
      return place === undefined ? undefined : { design: [place], step: step + 1, of };
    },
    observe(observation) {
      if (observations.length >= horizon)
        throw new PolicyError(`all ${horizon} measurements are taken: nothing is left to observe`);
      const checked = checkObservation(observation, transform, data, observations.length);
      checkPlace(data, places(), checked.design[0] as number);
      checkSame(after, observations.length, checked);
      observations = [...observations, checked];
      read(checked);
    },
    undo() {
      if (observations.length === 0) throw new PolicyError("there is nothing to undo");
      if (observations.length === after.length)
        throw new PolicyError("what this policy was refined for cannot be undone: take the policy that it was refined from");
      observations = observations.slice(0, -1);
      network.reset();
      observations.forEach(read);
    },
  };
}

type Seen = Observation | LostMeasurement;

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
): Observation | LostMeasurement {
  const { outcome, lost } = (typeof observation === "object" ? (observation ?? {}) : {}) as Record<string, unknown>;
  if (lost !== undefined && typeof lost !== "boolean")
    throw new PolicyError(`"lost" must be true, for a measurement that told nothing, got ${shown(lost)}`);
  if (lost && outcome !== undefined && outcome !== null)
    throw new PolicyError('an observation has an "outcome" or is "lost", not both');
  const place = oneNumber("design", observation);
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
