/** A program with its variables as one graph, in which every kind of run asks for other nodes. */
import { NotTraceableError, type Program, sizeOf, type Value, type ValueId } from "../../program/program.js";
import type { AdamOptions, ExecutableOptions } from "../types.js";
import { cast, concat, reshape, typed } from "./build.js";
import { Graph, type Reference } from "./graph.js";
import { addOperation } from "./operations.js";
import { addGroupUpdate, addSlot, assign, type GroupUpdate, type Slot, type TrainedSlots } from "./slots.js";

export interface StepGraph {
  readonly graph: Graph;
  /** Placeholders of the inputs, as the program orders them. */
  readonly inputs: readonly Reference[];
  /** All outputs one behind the other, then half the sum of squares of each gradient; asking for it stores the gradients. */
  readonly results: Reference;
  readonly variables: Readonly<Record<string, Slot>>;
  readonly trained: Readonly<Record<string, TrainedSlots>>;
  readonly updates: Readonly<Record<string, GroupUpdate>>;
}

let steps = 0;

/** @throws NotTraceableError for operations that are not mapped */
export function stepGraph(program: Program, { groups, adam }: ExecutableOptions): StepGraph {
  const graph = new Graph();
  const prefix = `floe${steps++}`;
  const value = (id: ValueId | undefined) => program.values[id as ValueId] as Value;
  const slot = (kind: string, name: string) => addSlot(graph, `${prefix}/${kind}/${name}`, value(program.variables[name]).shape);

  const variables = byName(Object.keys(program.variables), (name) => slot("value", name));
  const trained = byName(Object.keys(program.gradients), (name) => ({
    value: variables[name] as Slot,
    m: slot("m", name),
    v: slot("v", name),
    gradient: slot("gradient", name),
  }));
  const updates = byName(Object.keys(groups), (group) => {
    const names = groups[group] as readonly string[];
    const slots = names.map((name) => trained[name] as TrainedSlots);
    return addGroupUpdate(graph, slots, adam[group] as AdamOptions);
  });
  const inputs = Object.values(program.inputs).map((id) => graph.placeholder(value(id).shape, value(id).dtype));
  const nodes = addProgram(graph, program, inputs, variables);
  return { graph, inputs, results: addResults(graph, program, nodes, trained), variables, trained, updates };
}

function byName<T>(names: readonly string[], make: (name: string) => T): Record<string, T> {
  return Object.fromEntries(names.map((name) => [name, make(name)]));
}

type Nodes = ReadonlyMap<ValueId, Reference>;

function addProgram(graph: Graph, program: Program, inputs: readonly Reference[], variables: StepGraph["variables"]): Nodes {
  const nodes = new Map<ValueId, Reference>();
  const value = (id: ValueId) => program.values[id] as Value;
  for (const [i, id] of Object.values(program.inputs).entries()) nodes.set(id, inputs[i] as Reference);
  for (const [name, id] of Object.entries(program.variables)) nodes.set(id, (variables[name] as Slot).read);
  for (const [id, data] of program.constants) nodes.set(id, graph.constant(data, value(id).shape, value(id).dtype));
  for (const { kernel, inputs: from, attrs, outputs } of program.operations) {
    const output = outputs[0] as ValueId;
    const call = { graph, attrs, inputs: from.map((id) => nodes.get(id) as Reference), given: from.map(value) };
    nodes.set(output, addOperation(kernel, { ...call, result: value(output) }));
  }
  return nodes;
}

/** One vector, because every result that is asked for costs more than putting them together. */
function addResults(graph: Graph, program: Program, nodes: Nodes, trained: StepGraph["trained"]): Reference {
  const flat = (id: ValueId): Reference => {
    const { shape, dtype } = program.values[id] as Value;
    return reshape(graph, cast(graph, nodes.get(id) as Reference, dtype, "float32"), "float32", [sizeOf(shape)]);
  };
  const gradients = Object.entries(program.gradients).map(([name, id]) => [name, nodes.get(id) as Reference] as const);
  const stored = gradients.map(([name, node]) => assign(graph, (trained[name] as TrainedSlots).gradient.handle, node));
  const squares = gradients.map(([, node]) => graph.add("L2Loss", [node], typed("float32")));
  const parts = Object.values(program.outputs).map(flat);
  const packed = { ...typed("float32"), N: { integer: squares.length }, axis: { integer: 0 } };
  if (squares.length > 0) parts.push(graph.add("Pack", squares, packed));
  if (parts.length === 0) throw new NotTraceableError("it returns nothing");
  return graph.add("Identity", [concat(graph, parts, "float32", 0), ...stored.map((name) => `^${name}`)], typed("float32"));
}
