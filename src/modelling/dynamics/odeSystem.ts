/** A system of ordinary differential equations as users write it, checked, with its grid of times, and compiled. */
import { check } from "../../basics/errors.js";
import type { Formula } from "./formula.js";
import { levels, type NodeId } from "./graph.js";
import { compileOde, type OdeLayout } from "./rungeKuttaCode.js";
import { checkSystem, openScope, type SystemSpec, type Written } from "./system.js";

export interface OdeSpec extends SystemSpec {
  /** Each state's derivative by the time: `{ gut: "-ka*gut", blood: "ka*gut/V - ke*blood" }`. `t` is the time. */
  readonly derivatives: Readonly<Record<string, Written>>;
  /** Doses and the like: at these times this much is added to a state. A value asked for at such a time is the one before. */
  readonly events?: readonly OdeEvent[];
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
  checkOde(spec, states);
  const { graph, known, read, symbol, readWhere } = openScope(spec);
  const ofParameters = parameters.map((parameter) => known[parameter] as NodeId);
  const start = states.map((state) => read(spec.start[state] as Written, `start of ${state}`));
  const kinds = events.map(({ at, state, add }) => ({
    at: [at].flat(),
    state: states.indexOf(state),
    amount: read(add, `what an event adds to ${state}`),
  }));
  const ofStates = states.map((state) => symbol(state, levels.step));
  const time = symbol("t", levels.step);
  readWhere();
  const slopes = states.map((state) => read(spec.derivatives[state] as Written, `derivative of ${state}`));
  const grid = gridOf(kinds, horizon, steps);
  const system = { graph, states: ofStates, parameters: ofParameters, time, slopes, start, events: kinds };
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

function checkOde(spec: OdeSpec, states: readonly string[]): void {
  const { name, horizon, steps = 100, events = [] } = spec;
  checkSystem(spec, states, /^t$/, "the time");
  check(horizon > 0, `${name}: horizon must be above 0, got ${horizon}`);
  check(Number.isSafeInteger(steps) && steps > 0, `${name}: steps must be a whole number above 0, got ${steps}`);
  for (const { at, state } of events) {
    check(states.includes(state), `${name}: an event adds to ${state}, which has no equation`);
    for (const time of [at].flat())
      check(time >= 0 && time < horizon, `${name}: an event at ${time} is not within 0 and the horizon of ${horizon}`);
  }
}
