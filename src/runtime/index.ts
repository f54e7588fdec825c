/**
 * A trained policy without TensorFlow.js: `import { loadPolicy } from "floe/policy"`. No dependencies, the same in Node and in browsers.
 *
 *   const policy = loadPolicy(JSON.parse(text));
 *   const session = policy.start();
 *   const { design } = session.next();          // where to measure
 *   session.observe({ design, outcome: [31] }); // what was really done, and what came out
 */
import { checkData } from "./check.js";
import { deepSets } from "./deepSets.js";
import { lstm } from "./lstm.js";
import { recurrent } from "./recurrent.js";
import { checkConstraints, checkPlace, placeOf, project } from "./space.js";
import {
  type Advice,
  type Constraints,
  type History,
  type Network,
  type Observation,
  type PolicyData,
  PolicyError,
  type Scaling,
} from "./types.js";

export type { Advice, Constraints, History, Observation, PolicyData } from "./types.js";
export { PolicyError } from "./types.js";

/** One experiment under way. */
export interface Session {
  /** The next measurement; undefined when there is none left, or no allowed place for it. */
  next(): Advice | undefined;
  /** @throws PolicyError for what is no observation of this experiment, or one too many; nothing is remembered then */
  observe(observation: Observation): void;
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

const families: Readonly<Record<string, (data: PolicyData) => () => Network>> = { recurrent, lstm, deepSets };

const transforms: Readonly<Record<string, (x: number) => number>> = {
  identity: (x) => x,
  sqrt: Math.sqrt,
  asinh: Math.asinh,
  log: Math.log,
};

/** What every object inherits, "toString" for one, is no member of the table. */
const named = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

/** @param data the content of policy.json @throws PolicyError when it is none, or damaged */
export function loadPolicy(data: PolicyData): PortablePolicy {
  checkData(data);
  const [family, transform] = [named(families, data.family), named(transforms, data.transform.kind)];
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

function open(data: PolicyData, network: Network, transform: (x: number) => number, constraints: Constraints): Session {
  checkConstraints(constraints);
  const { horizon, space, seen } = data;
  const of = Math.min(horizon, constraints.budget ?? horizon);
  let observations: Observation[] = [];
  const scaled = (x: number, { mean, sd, scale }: Scaling) =>
    ((scale === "log" ? Math.log(x) : x) - (mean[0] as number)) / (sd[0] as number);
  const read = ({ design, outcome }: Observation): void => {
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
      if (step >= of) return undefined;
      const before = places();
      const place = project(placeOf(space, network.next(step), before, horizon), space, before, constraints);
      return place === undefined ? undefined : { design: [place], step: step + 1, of };
    },
    observe(observation) {
      if (observations.length >= horizon)
        throw new PolicyError(`all ${horizon} measurements are taken: nothing is left to observe`);
      checkObservation(observation, transform, data);
      const { design, outcome } = observation;
      checkPlace(data, places(), design[0] as number);
      observations = [...observations, { design: [...design], outcome: [...outcome] }];
      read(observation);
    },
    undo() {
      if (observations.length === 0) throw new PolicyError("there is nothing to undo");
      observations = observations.slice(0, -1);
      network.reset();
      observations.forEach(read);
    },
  };
}

function checkObservation(
  observation: Observation,
  transform: (x: number) => number,
  { transform: { scale, shift } }: PolicyData,
): void {
  const parts = typeof observation === "object" && observation !== null ? observation : ({} as Partial<Observation>);
  for (const name of ["design", "outcome"] as const) {
    const value = parts[name];
    if (!Array.isArray(value) || value.length !== 1 || typeof value[0] !== "number" || !Number.isFinite(value[0]))
      throw new PolicyError(
        `an observation needs "${name}": one finite number in brackets, got ${String(JSON.stringify(value)).slice(0, 60)}`,
      );
  }
  const outcome = observation.outcome[0] as number;
  if (!Number.isFinite(transform(scale * outcome + shift)))
    throw new PolicyError(`the outcome ${outcome} cannot come from this experiment`);
}
