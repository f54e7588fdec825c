/** A system of ordinary differential equations as users write it, checked, with its grid of times, and compiled. */
import { check } from "../../basics/errors.js";
import type { Written } from "./equations.js";
import { type Formula, namesIn, parseFormula } from "./formula.js";
import { Graph, levels, type NodeId } from "./graph.js";
import { compileOde, type OdeLayout } from "./rungeKuttaCode.js";

export interface OdeSpec {
  /** For messages. */
  readonly name: string;
  /** Names of theta's columns, in their order. */
  readonly parameters: readonly string[];
  /** Numbers that have a name in the formulas. */
  readonly constants?: Readonly<Record<string, number>>;
  /** Names for formulas that others use, in an order in which each knows those before it. */
  readonly where?: Readonly<Record<string, Written>>;
  /** Each state's derivative by the time: `{ gut: "-ka*gut", blood: "ka*gut/V - ke*blood" }`. `t` is the time. */
  readonly derivatives: Readonly<Record<string, Written>>;
  /** Of each state at time 0: numbers, or formulas of parameters and constants. */
  readonly start: Readonly<Record<string, Written>>;
  /** Doses and the like: at these times this much is added to a state. A value asked for at such a time is the one before. */
  readonly events?: readonly OdeEvent[];
  readonly horizon: number;
  /** Steps of Runge-Kutta over the whole horizon, 100; those between two events are equal. */
  readonly steps?: number;
}

export interface OdeEvent {
  readonly at: number | readonly number[];
  readonly state: string;
  /** A number, or a formula of parameters and constants. */
  readonly add: Written;
}

/** Between two events. */
export interface Segment {
  /** Kinds of events at its beginning. */
  readonly events: readonly number[];
  /** Its first point of the grid. */
  readonly point: number;
  readonly steps: number;
}

export interface CompiledOde {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly states: readonly string[];
  readonly bytes: Uint8Array;
  readonly layout: OdeLayout;
  readonly segments: readonly Segment[];
  /** Of all points of the grid; an event's time is there twice. */
  readonly times: Float32Array;
  readonly horizon: number;
  /** The same equations for plain numbers. */
  readonly formulas: {
    readonly derivatives: readonly Formula[];
    readonly start: readonly Formula[];
    readonly events: readonly { readonly at: readonly number[]; readonly state: number; readonly amount: Formula }[];
  };
}

export function compileOdeSpec(spec: OdeSpec): CompiledOde {
  const { name, parameters, horizon, steps = 100, events = [] } = spec;
  const states = Object.keys(spec.derivatives);
  const constants: Readonly<Record<string, number>> = { pi: Math.PI, ...spec.constants };
  checkOde(spec, states, constants);
  const graph = new Graph();
  const scope: Record<string, NodeId> = {};
  const read = (text: Written, where: string): NodeId => {
    const formula = parseFormula(text, `${name}, ${where}`);
    for (const used of namesIn(formula))
      check(
        Object.hasOwn(scope, used),
        `${name}, ${where}: nothing is called ${used} (there are ${Object.keys(scope).join(", ")})`,
      );
    return graph.read(formula, scope);
  };
  for (const [constant, value] of Object.entries(constants)) scope[constant] = graph.number(value);
  const ofParameters = parameters.map((parameter) => {
    scope[parameter] = graph.symbol(parameter, levels.path);
    return scope[parameter];
  });
  const start = states.map((state) => read(spec.start[state] as Written, `start of ${state}`));
  const kinds = events.map(({ at, state, add }) => ({
    at: [at].flat(),
    state: states.indexOf(state),
    amount: read(add, `what an event adds to ${state}`),
  }));
  const ofStates = states.map((state) => {
    scope[state] = graph.symbol(state, levels.step);
    return scope[state];
  });
  scope.t = graph.symbol("t", levels.step);
  for (const [short, text] of Object.entries(spec.where ?? {})) scope[short] = read(text, `where ${short}`);
  const slopes = states.map((state) => read(spec.derivatives[state] as Written, `derivative of ${state}`));
  const grid = gridOf(kinds, horizon, steps);
  const system = { graph, states: ofStates, parameters: ofParameters, time: scope.t, slopes, start, events: kinds };
  return {
    name,
    parameters,
    states,
    ...compileOde(system, grid.times.length),
    ...grid,
    horizon,
    formulas: {
      derivatives: slopes.map((id) => graph.formulaOf(id)),
      start: start.map((id) => graph.formulaOf(id)),
      events: kinds.map(({ at, state, amount }) => ({ at, state, amount: graph.formulaOf(amount) })),
    },
  };
}

function gridOf(
  kinds: readonly { readonly at: readonly number[] }[],
  horizon: number,
  steps: number,
): { readonly segments: readonly Segment[]; readonly times: Float32Array } {
  const begins = [...new Set([0, ...kinds.flatMap(({ at }) => at)])].sort((a, b) => a - b);
  const times: number[] = [];
  const segments = begins.map((from, i): Segment => {
    const to = begins[i + 1] ?? horizon;
    const own = Math.max(1, Math.ceil((steps * (to - from)) / horizon - 1e-9));
    const point = times.length;
    for (let k = 0; k <= own; k++) times.push(from + ((to - from) * k) / own);
    return { events: kinds.flatMap(({ at }, kind) => (at.includes(from) ? [kind] : [])), point, steps: own };
  });
  return { segments, times: Float32Array.from(times) };
}

function checkOde(spec: OdeSpec, states: readonly string[], constants: Readonly<Record<string, number>>): void {
  const { name, parameters, horizon, steps = 100, events = [] } = spec;
  const all = [...parameters, ...states, ...Object.keys(constants), ...Object.keys(spec.where ?? {})];
  for (const [i, one] of all.entries()) {
    check(all.indexOf(one) === i, `${name}: two things are called ${one}`);
    check(one !== "t", `${name}: t is what the time is called, so nothing else can be`);
    check(/^[\p{L}_][\p{L}\p{N}_]*$/u.test(one), `${name}: "${one}" is no name that a formula can use`);
  }
  check(states.length > 0, `${name}: there is no equation`);
  for (const state of states) check(spec.start[state] !== undefined, `${name}: "start" lacks ${state}`);
  check(horizon > 0, `${name}: horizon must be above 0, got ${horizon}`);
  check(Number.isSafeInteger(steps) && steps > 0, `${name}: steps must be a whole number above 0, got ${steps}`);
  for (const { at, state } of events) {
    check(states.includes(state), `${name}: an event adds to ${state}, which has no equation`);
    for (const time of [at].flat())
      check(time >= 0 && time < horizon, `${name}: an event at ${time} is not within 0 and the horizon of ${horizon}`);
  }
}
