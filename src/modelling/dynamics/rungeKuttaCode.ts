/**
 * The module of a system of ordinary differential equations: Runge-Kutta steps of order 4 of four experiments at once, with the
 * sensitivities of every state to every parameter carried along (Ds/dt = (∂f/∂x) s + ∂f/∂p). Runge-Kutta on the larger system is the
 * exact derivative of Runge-Kutta on the smaller one, so that gradients are those of the numbers that were computed.
 */
import * as lane from "../../engine/assemble/lanes.js";
import { assemble, type Code, type FunctionSpec } from "../../engine/assemble/module.js";
import { derivative } from "./derivative.js";
import { type Graph, levels, type NodeId } from "./graph.js";
import { helperFunctions } from "./helperCode.js";
import { emitNodes } from "./simdCode.js";

const { get, set } = lane.local;

/** Bytes of four numbers. */
export const row = 16;

export interface OdeSystem {
  readonly graph: Graph;
  readonly states: readonly NodeId[];
  readonly parameters: readonly NodeId[];
  readonly time: NodeId;
  /** By the time, one a state. */
  readonly slopes: readonly NodeId[];
  /** At time 0, of parameters. */
  readonly start: readonly NodeId[];
  /** What is added to a state at some time, of parameters: one a kind of event. */
  readonly events: readonly { readonly state: number; readonly amount: NodeId }[];
}

/** Where things lie, bytes. A state's variables are its value and its sensitivities to the parameters: one row each. */
export interface OdeLayout {
  readonly parameters: number;
  readonly now: number;
  /** Points as they were stored: variables, then their slopes. */
  readonly points: number;
  /** Rows of a point. */
  readonly perPoint: number;
  /** Times of the grid, float32 one behind the other. */
  readonly times: number;
  readonly bytes: number;
}

/** @param points of the grid, those at events counted twice */
export function compileOde(system: OdeSystem, points: number): { readonly bytes: Uint8Array; readonly layout: OdeLayout } {
  const { graph, states, parameters } = system;
  const count = states.length * (1 + parameters.length);
  const now = parameters.length * row;
  const stored = now + count * row;
  const times = stored + points * 2 * count * row;
  const layout: OdeLayout = { parameters: 0, now, points: stored, perPoint: 2 * count, times, bytes: times + 4 * points };
  /** Sensitivities of each state, as symbols. */
  const sensitivities = states.map((_, i) => parameters.map((_, j) => graph.symbol(`d${i} by ${j}`, levels.step)));
  const variables = states.flatMap((state, i) => [state, ...(sensitivities[i] as NodeId[])]);
  const slopes = system.slopes.flatMap((slope) => {
    const byState = states.map((state) => derivative(graph, slope, state));
    return [
      slope,
      ...parameters.map((parameter, j) =>
        states.reduce(
          (sum, _, k) => graph.apply("add", sum, graph.apply("mul", byState[k] as NodeId, sensitivities[k]?.[j] as NodeId)),
          derivative(graph, slope, parameter),
        ),
      ),
    ];
  });
  const withDerivatives = (id: NodeId) => [id, ...parameters.map((parameter) => derivative(graph, id, parameter))];
  const start = system.start.flatMap(withDerivatives);
  const functions: FunctionSpec[] = [
    ...helperFunctions,
    putFunction(system, layout, "begin", 0, start, false),
    ...system.events.map(({ state, amount }, i) =>
      putFunction(system, layout, `event${i}`, state * (1 + parameters.length), withDerivatives(amount), true),
    ),
    advanceFunction(system, layout, variables, slopes),
  ];
  return { bytes: assemble(functions), layout };
}

const zero = lane.i32.constant(0);

/** Sets, or adds to, variables from `first` on. */
function putFunction(
  { graph, parameters }: OdeSystem,
  layout: OdeLayout,
  name: string,
  first: number,
  values: readonly NodeId[],
  adds: boolean,
): FunctionSpec {
  let locals = 0;
  const found = (id: NodeId): Code | undefined =>
    parameters.includes(id) ? lane.load(zero, layout.parameters + parameters.indexOf(id) * row) : undefined;
  const { code, read } = emitNodes(graph, values, found, () => locals++);
  const stores = values.map((id, i) => {
    const at = layout.now + (first + i) * row;
    return lane.store(zero, at, adds ? lane.add(lane.load(zero, at), read(id)) : read(id));
  });
  return { name, parameters: [], locals: Array.from({ length: locals }, () => "v128" as const), body: [code, stores] };
}

/**
 * advance(steps, times, points): from times[0] to times[steps], storing steps + 1 points.
 * @param times address of the first time @param points address of the first point
 */
function advanceFunction(
  { graph, parameters, time }: OdeSystem,
  layout: OdeLayout,
  variables: readonly NodeId[],
  slopes: readonly NodeId[],
): FunctionSpec {
  const [left, times, point] = [0, 1, 2];
  let locals = 3;
  const open = () => locals++;
  const now = variables.map(open);
  const stage = variables.map(open);
  const sum = variables.map(open);
  const [clock, h] = [open(), open()];
  const fixed = graph.fixedFor(slopes).filter((id) => !parameters.includes(id));
  const parameterAt = (id: NodeId) => lane.load(zero, layout.parameters + parameters.indexOf(id) * row);
  const before = emitNodes(graph, fixed, (id) => (parameters.includes(id) ? parameterAt(id) : undefined), open);
  const evaluateAt = (places: readonly number[]) =>
    emitNodes(
      graph,
      slopes,
      (id) => {
        if (variables.includes(id)) return get(places[variables.indexOf(id)] as number);
        if (parameters.includes(id)) return parameterAt(id);
        if (fixed.includes(id)) return before.read(id);
        return id === time ? get(clock) : undefined;
      },
      open,
    );
  const half = lane.all(0.5);
  const [first, middle] = [evaluateAt(now), [evaluateAt(stage), evaluateAt(stage), evaluateAt(stage)] as const];
  const perVariable = (of: (i: number) => Code): Code => variables.map((_, i) => of(i));
  const storePoint = [
    first.code,
    perVariable((i) => lane.store(get(point), i * row, get(now[i] as number))),
    perVariable((i) => lane.store(get(point), (variables.length + i) * row, first.read(slopes[i] as NodeId))),
  ];
  const slopeOf = (stageOf: typeof first, i: number) => stageOf.read(slopes[i] as NodeId);
  const move = (stageOf: typeof first, by: Code): Code => {
    const moved = variables.map(() => open());
    return [
      perVariable((i) => set(moved[i] as number, lane.add(get(now[i] as number), lane.mul(by, slopeOf(stageOf, i))))),
      perVariable((i) => set(stage[i] as number, get(moved[i] as number))),
    ];
  };
  const collect = (stageOf: typeof first): Code =>
    perVariable((i) => set(sum[i] as number, lane.add(get(sum[i] as number), lane.mul(lane.all(2), slopeOf(stageOf, i)))));
  const [halfStep, sixth] = [open(), open()];
  const forward = [set(clock, lane.add(get(clock), get(halfStep)))];
  const oneStep = [
    storePoint,
    set(h, lane.sub(lane.loadSplat(get(times), 4), lane.loadSplat(get(times), 0))),
    set(halfStep, lane.mul(half, get(h))),
    set(sixth, lane.mul(lane.all(1 / 6), get(h))),
    perVariable((i) => set(sum[i] as number, slopeOf(first, i))),
    move(first, get(halfStep)),
    forward,
    [middle[0].code, collect(middle[0]), move(middle[0], get(halfStep))],
    [middle[1].code, collect(middle[1]), move(middle[1], get(h))],
    forward,
    middle[2].code,
    perVariable((i) => set(sum[i] as number, lane.add(get(sum[i] as number), slopeOf(middle[2], i)))),
    perVariable((i) => set(now[i] as number, lane.add(get(now[i] as number), lane.mul(get(sixth), get(sum[i] as number))))),
    set(times, lane.i32.add(get(times), lane.i32.constant(4))),
    set(clock, lane.loadSplat(get(times), 0)),
    set(point, lane.i32.add(get(point), lane.i32.constant(layout.perPoint * row))),
  ];
  return {
    name: "advance",
    parameters: ["i32", "i32", "i32"],
    body: [
      before.code,
      perVariable((i) => set(now[i] as number, lane.load(zero, layout.now + i * row))),
      set(clock, lane.loadSplat(get(times), 0)),
      lane.repeatWhile(oneStep, lane.local.tee(left, lane.i32.sub(get(left), lane.i32.constant(1)))),
      storePoint,
      perVariable((i) => lane.store(zero, layout.now + i * row, get(now[i] as number))),
    ],
    locals: Array.from({ length: locals - 3 }, () => "v128" as const),
  };
}
