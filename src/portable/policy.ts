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
 *   session.report(12);                         // what came without being chosen, where something does: before next() wants it
 */
import { checkData } from "./check.js";
import { forHorizon } from "./horizons.js";
import { checkObservation, shown } from "./observation.js";
import { transforms } from "./outcome.js";
import { networks } from "./policies/index.js";
import { arrived, checkReport, type Wanted, wantedReport } from "./reports.js";
import { axisOf, candidateAt, checkConstraints, checkPlace, designUnitAt, placeOf, project, widthsOf } from "./space.js";
import {
  type Advice,
  type ChosenNumber,
  type Constraints,
  type History,
  type LateResult,
  type LostMeasurement,
  type Network,
  type Observation,
  type PendingMeasurement,
  type Point,
  type PolicyData,
  PolicyError,
  type Scaling,
} from "./types.js";

export { firstOffAdvice } from "./advised.js";
export { forHorizon } from "./horizons.js";
export { loadPosterior, type PortablePosterior } from "./posterior.js";
export type { BelievedParameter, PortableBelief, PosteriorData } from "./posteriorTypes.js";
export type {
  Advice,
  ChosenNumber,
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
  /**
   * The next measurement; undefined when there is none left, or no allowed place for it.
   * @throws PolicyError where a report that is in by now was not told
   */
  next(): Advice | undefined;
  /** The first report that is in by now and was not told; undefined where none is missing. */
  wanted(): Wanted | undefined;
  /** What came without being chosen, in its order; null where it never came. @throws PolicyError for what cannot be */
  report(value: number | null): void;
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
  /** Takes back what was told last: an observation, a late outcome, a report. @throws PolicyError when there is none */
  undo(): void;
  readonly history: History;
}

/** How an experiment begins: its constraints, and how many measurements it will have, where the policy serves several horizons; absent: the most. */
export interface Beginning extends Constraints {
  readonly horizon?: number;
}

export interface PortablePolicy {
  readonly data: PolicyData;
  /** What can be chosen in the measurement after `step` others, number by number. */
  numbers(step: number): readonly ChosenNumber[];
  /** @throws PolicyError for constraints that make no sense, or a horizon that it was not trained for */
  start(beginning?: Beginning): Session;
  /** One decision from a whole history. @throws PolicyError */
  next(history: History, beginning?: Beginning): Advice | undefined;
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
  const networkFor = new Map([[data.horizon, family(data)]]); // damage shows now, not in the middle of an experiment
  const start = (beginning: Beginning = {}) => {
    const { horizon, constraints } = begun(beginning);
    const own = forHorizon(data, horizon);
    const network = networkFor.get(own.horizon) ?? family(own);
    networkFor.set(own.horizon, network);
    return open(own, network(), transform, constraints);
  };
  const { width } = widthsOf(data.space);
  return {
    data,
    numbers: (step) =>
      Array.from({ length: width }, (_, j) => {
        const i = step * width + j;
        const { low, high, scale = "linear" } = axisOf(data.space, i);
        return { name: data.designNames[i] as string, unit: designUnitAt(data, i), low, high, scale };
      }),
    start,
    next(history, beginning) {
      const session = start(beginning);
      if (!Array.isArray(history?.observations))
        throw new PolicyError('a history is {"observations": [{"design": [..], "outcome": [..]}]}');
      for (const report of history.reports ?? []) session.report(report);
      for (const observation of history.observations) tell(session, observation);
      return session.next();
    },
  };
}

/** What is no object is refused with the constraints. */
function begun(beginning: Beginning): { readonly horizon?: number | undefined; readonly constraints: Constraints } {
  if (typeof beginning !== "object" || beginning === null || !("horizon" in beginning)) return { constraints: beginning };
  const { horizon, ...constraints } = beginning;
  return { horizon, constraints };
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
  const { horizon, space, seen, passive, after = [] } = data;
  const { width } = widthsOf(space);
  checkConstraints(constraints, horizon, width);
  const of = Math.min(horizon, constraints.budget ?? horizon);
  let observations: History["observations"] = [];
  let reports: readonly (number | null)[] = [];
  const before: Required<History>[] = []; // as they were, to be undone
  const remember = () => before.push({ observations, reports });
  const scaled = (x: number, j: number, { mean, sd, scale, scales }: Scaling) =>
    (((scales?.[j] ?? scale) === "log" ? Math.log(x) : x) - (mean[j] as number)) / (sd[j] as number);
  const measured = width + seen.outcome.mean.length;
  const numbers = new Float64Array(measured + (passive?.at.length ?? 0));
  const feature = (y: number) => transform(data.transform.scale * y + data.transform.shift);
  // Policies are trained without losses: the network reads what was seen, and is asked for the place that comes next in its plan.
  const read = (observation: History["observations"][number], step: number): void => {
    if (isLost(observation)) return;
    const { design, outcome } = observation;
    for (const [j, x] of design.entries()) numbers[j] = scaled(x, j, seen.at);
    for (const [j, y] of outcome.entries()) numbers[width + j] = scaled(feature(y), j, seen.outcome);
    if (passive && seen.passive) {
      const isIn = arrived(passive, step + 1, design[0] as number);
      for (let j = 0; j < passive.at.length; j++) {
        const report = j < isIn ? reports[j] : undefined;
        numbers[measured + j] = typeof report === "number" ? scaled(feature(report), j, seen.passive) : 0;
      }
    }
    network.observe(numbers, step);
  };
  const places = (): Point[] => observations.map(({ design }) => design);
  const readAgain = (all: History["observations"]): void => {
    observations = all;
    network.reset();
    observations.forEach(read);
  };
  return {
    get history() {
      return { observations, ...(passive ? { reports } : {}) };
    },
    wanted: () => wantedReport(data, places(), reports.length),
    report(value) {
      checkReport(data, reports.length, value);
      remember();
      reports = [...reports, value];
      readAgain(observations);
    },
    next() {
      const step = observations.length;
      checkBegun(after, step);
      if (step >= of) return undefined;
      const missing = wantedReport(data, places(), reports.length);
      if (missing)
        throw new PolicyError(
          `before measurement ${step + 1}, report ${missing.number} is in (${missing.report}): tell it first, as ${missing.number === 1 ? "the first" : `number ${missing.number}`} of ` +
            '"reports": [12, null, ..], null where it never came',
        );
      const taken = places();
      const place = project(placeOf(space, network.next(step), taken, horizon), space, taken, constraints);
      return place && { design: [...place] as [number], step: step + 1, of, ...candidateAt(space, place) };
    },
    observe(observation) {
      if (observations.length >= horizon)
        throw new PolicyError(`all ${horizon} measurements are taken: nothing is left to observe`);
      const checked = checkObservation(observation, transform, data, observations.length);
      checkPlace(data, places(), checked.design);
      checkSame(after, observations.length, checked);
      remember();
      observations = [...observations, checked];
      read(checked, observations.length - 1);
    },
    late(result) {
      const step = lateStep(result, observations);
      const { design } = observations[step] as Observation;
      const { step: _, ...rest } = result;
      const checked = checkObservation({ ...rest, design }, transform, data, step);
      checkSame(after, step, checked);
      remember();
      readAgain(observations.map((one, i) => (i === step ? checked : one)));
    },
    undo() {
      const last = before.at(-1);
      if (!last) throw new PolicyError("there is nothing to undo");
      if (observations.length === after.length && last.observations.length < after.length)
        throw new PolicyError("what this policy was refined for cannot be undone: take the policy that it was refined from");
      before.pop();
      reports = last.reports;
      readAgain(last.observations);
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
    throw new PolicyError(
      `measurement ${step} has its outcome already, ${known.outcome.join(", ")}: undo it first if it was wrong`,
    );
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
