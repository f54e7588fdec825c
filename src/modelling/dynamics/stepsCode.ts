/** The module of a system of stochastic differential equations: normals, and Euler-Maruyama steps of many paths in lockstep. */
import * as lane from "../../engine/assemble/lanes.js";
import { assemble, type Code, type FunctionSpec } from "../../engine/assemble/module.js";
import type { Formula } from "./formula.js";
import type { Graph, NodeId } from "./graph.js";
import { helperFunctions } from "./helperCode.js";
import { normalsFunction } from "./normalsCode.js";
import { emitNodes } from "./simdCode.js";

const { get, set } = lane.local;

/** Groups of four paths that go through a step together: alone each would wait for its own square roots. */
const groups = 4;

/** Paths simulated at once. */
export const lanes = 4 * groups;
const row = 4 * lanes; // bytes

export interface Equations {
  readonly graph: Graph;
  /** Nodes of the states before the step, and after it. */
  readonly before: readonly NodeId[];
  readonly after: readonly NodeId[];
  /** Increments of the Brownian motions. */
  readonly noises: readonly NodeId[];
  /** The time before the step. */
  readonly time: NodeId;
  /** A condition of the states after some steps (nodes of `before`): the path does not change any more. */
  readonly over?: NodeId | undefined;
}

/** Where things lie in the module's memory, bytes: rows of `lanes` numbers each. Plain data. */
export interface Layout {
  readonly streams: number;
  readonly states: number;
  readonly time: number;
  /** What is fixed for a path, as formulas of its parameters, in rows from here on. */
  readonly fixed: { readonly at: number; readonly formulas: readonly Formula[] };
  /** All bits set where a path is over. */
  readonly over: number;
  /** Normals of one call of `steps`. */
  readonly buffer: number;
  /** What `intervals` stores: [intervals][recorded] rows. */
  readonly stored: number;
  readonly bytes: number;
}

export interface Run {
  /** The time step. */
  readonly dt: number;
  /** Steps in an interval. */
  readonly steps: number;
  /** Intervals in a call. */
  readonly intervals: number;
  /** Which states are stored at the end of each. */
  readonly recorded: readonly number[];
}

/** Steps of one call: few enough that the normals of all lanes stay in the first-level cache. */
const stepsAtOnce = 64;

export interface SdeModule {
  readonly bytes: Uint8Array;
  readonly layout: Layout;
}

export function compileSteps(equations: Equations, { dt, steps, intervals, recorded }: Run): SdeModule {
  const { graph, before, after, noises, over } = equations;
  const fixed = graph.fixedFor([...after, ...(over === undefined ? [] : [over])]);
  const behind = 4 + before.length;
  const at = (rows: number) => rows * row;
  const buffer = at(behind + 2 + fixed.length);
  const stored = buffer + (noises.length * Math.min(steps, stepsAtOnce) + 1) * row; // one more: normals come in pairs
  const layout: Layout = {
    streams: at(0),
    states: at(4),
    time: at(behind),
    fixed: { at: at(behind + 2), formulas: fixed.map((id) => graph.formulaOf(id)) },
    over: at(behind + 1),
    buffer,
    stored,
    bytes: stored + intervals * recorded.length * row,
  };
  const normals = normalsFunction({ groups, streams: layout.streams, buffer, variance: dt });
  const functions = [...helperFunctions, normals, stepsFunction(equations, layout, fixed, dt)];
  return { bytes: assemble([...functions, intervalsFunction(layout, noises.length, { steps, recorded })]), layout };
}

/** intervals(n): so many intervals of every path, of which the recorded states are stored. */
function intervalsFunction(layout: Layout, noises: number, { steps, recorded }: Pick<Run, "steps" | "recorded">): FunctionSpec {
  const [normalsIndex, stepsIndex] = [helperFunctions.length, helperFunctions.length + 1];
  const [left, pointer] = [0, 1];
  const some = (n: number): Code => [
    noises > 0 ? lane.call(normalsIndex, lane.i32.constant((noises * n + 1) >> 1)) : [],
    lane.call(stepsIndex, lane.i32.constant(n)),
  ];
  const portions = Array.from({ length: Math.ceil(steps / stepsAtOnce) }, (_, i) =>
    Math.min(stepsAtOnce, steps - i * stepsAtOnce),
  );
  const copies = recorded.flatMap((state, r) =>
    Array.from({ length: groups }, (_, g) =>
      lane.store(get(pointer), r * row + 16 * g, lane.load(lane.i32.constant(0), layout.states + state * row + 16 * g)),
    ),
  );
  return {
    name: "intervals",
    parameters: ["i32"],
    locals: ["i32"],
    body: [
      set(pointer, lane.i32.constant(layout.stored)),
      lane.repeatWhile(
        [portions.map(some), copies, set(pointer, lane.i32.add(get(pointer), lane.i32.constant(recorded.length * row)))],
        lane.local.tee(left, lane.i32.sub(get(left), lane.i32.constant(1))),
      ),
    ],
  };
}

/** steps(n): n steps of every path. */
function stepsFunction(equations: Equations, layout: Layout, fixed: readonly NodeId[], dt: number): FunctionSpec {
  const { graph, before, after, noises, time, over } = equations;
  const [pointer, left] = [1, 2];
  let locals = 3;
  const open = () => locals++;
  const start = lane.i32.constant(0);
  const all = Array.from({ length: groups }, (_, g) => {
    const states = before.map(open);
    const [clock, zero] = [open(), start];
    const found = (id: NodeId): Code | undefined => {
      const at = (ids: readonly NodeId[]) => ids.indexOf(id);
      if (at(before) >= 0) return get(states[at(before)] as number);
      if (at(noises) >= 0) return lane.load(get(pointer), at(noises) * row + 16 * g);
      if (at(fixed) >= 0) return lane.load(zero, layout.fixed.at + at(fixed) * row + 16 * g);
      return id === time ? get(clock) : undefined;
    };
    const stateAt = (i: number) => layout.states + i * row + 16 * g;
    const step = emitNodes(graph, after, found, open);
    const timed = graph.needed(after).includes(time);
    const values = after.map(() => open());
    const end = over === undefined ? undefined : emitNodes(graph, [over], found, open);
    return {
      enter: [states.map((s, i) => set(s, lane.load(zero, stateAt(i)))), set(clock, lane.load(zero, layout.time + 16 * g))],
      step: [
        step.code,
        after.map((id, i) => set(values[i] as number, step.read(id))), // all, before the first is overwritten
        states.map((s, i) => set(s, get(values[i] as number))),
        timed ? set(clock, lane.add(get(clock), lane.all(dt))) : [],
      ],
      leave: [
        states.map((s, i) => lane.store(zero, stateAt(i), get(s))),
        timed ? lane.store(zero, layout.time + 16 * g, get(clock)) : [],
        end ? [end.code, lane.store(zero, layout.over + 16 * g, lane.ne(end.read(over as NodeId), lane.all(0)))] : [],
      ],
    };
  });
  return {
    name: "steps",
    parameters: ["i32"],
    body: [
      all.map(({ enter }) => enter),
      set(pointer, lane.i32.constant(layout.buffer)),
      set(left, get(0)),
      lane.repeatWhile(
        [all.map(({ step }) => step), set(pointer, lane.i32.add(get(pointer), lane.i32.constant(noises.length * row)))],
        lane.local.tee(left, lane.i32.sub(get(left), lane.i32.constant(1))),
      ),
      all.map(({ leave }) => leave),
    ],
    locals: ["i32", "i32", ...Array.from({ length: locals - 3 }, () => "v128" as const)],
  };
}
