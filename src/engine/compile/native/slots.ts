/** Numbers that stay in the session from run to run, and Adam on them. */
import type { AdamOptions, Update } from "../types.js";
import { typed } from "./build.js";
import type { Graph, Reference } from "./graph.js";

/** One resource variable of float32. */
export interface Slot {
  readonly shape: readonly number[];
  readonly handle: Reference;
  /** Its value. */
  readonly read: Reference;
  /** Where a new value is fed, and what is then run to store it. */
  readonly given: Reference;
  readonly store: Reference;
  /** Run to set it to zero: it holds nothing before. */
  readonly clear: Reference;
}

const float = typed("float32");
const dtype = typed("float32", "dtype");

/** @param sharedName unique in the process: sessions may share variables of one name */
export function addSlot(graph: Graph, sharedName: string, shape: readonly number[]): Slot {
  const handle = graph.add("VarHandleOp", [], { ...dtype, shape: { shape }, shared_name: { text: sharedName } });
  const assigned = (value: Reference) => done(graph, [assign(graph, handle, value)]);
  const given = graph.placeholder(shape, "float32");
  const zeros = graph.add("Fill", [graph.integers(shape), graph.scalar(0)], float);
  const read = graph.add("ReadVariableOp", [handle], dtype);
  return { shape, handle, read, given, store: assigned(given), clear: assigned(zeros) };
}

export function assign(graph: Graph, handle: Reference, value: Reference): Reference {
  return graph.add("AssignVariableOp", [handle, value], dtype);
}

/** A node to ask for that runs others first: the addon asks for values only. */
function done(graph: Graph, after: readonly Reference[]): Reference {
  return graph.constant(Float32Array.of(0), [], "float32", after);
}

export interface TrainedSlots {
  readonly value: Slot;
  readonly m: Slot;
  readonly v: Slot;
  readonly gradient: Slot;
}

/** A group's update: feed `settings` (see `settingsOf`), ask for `scaled`, or where the scale is 1 for `plain`, which spares a pass. */
export interface GroupUpdate {
  readonly settings: Reference;
  readonly scaled: Reference;
  readonly plain: Reference;
}

/**
 * ResourceApplyAdam descends, forms its bias corrections in float32 and has epsilon inside of them: its correction is switched off
 * (beta powers of zero), and rate and epsilon come with the correction in them.
 */
export function addGroupUpdate(graph: Graph, trained: readonly TrainedSlots[], { beta1, beta2 }: AdamOptions): GroupUpdate {
  const settings = graph.placeholder([3], "float32");
  const rate = graph.add("Unpack", [settings], { ...float, num: { integer: 3 }, axis: { integer: 0 } });
  const [epsilon, scale] = [`${rate}:1`, `${rate}:2`];
  const [none, b1, b2] = [graph.scalar(0), graph.scalar(beta1), graph.scalar(beta2)];
  const adam = (of: (gradient: Reference) => Reference): Reference => {
    const updates = trained.map(({ value, m, v, gradient }) => {
      const inputs = [value.handle, m.handle, v.handle, none, none, rate, b1, b2, epsilon, of(gradient.read)];
      return graph.add("ResourceApplyAdam", inputs, float);
    });
    return done(graph, updates);
  };
  const scaled = (gradient: Reference) => graph.add("Mul", [gradient, scale], float);
  return { settings, scaled: adam(scaled), plain: adam((gradient) => gradient) };
}

/** [rate, epsilon, scale] with the bias corrections of the rounded betas that TensorFlow works with; a negative rate ascends. */
export function settingsOf({ t, rate, scale }: Update, { beta1, beta2, epsilon }: AdamOptions): Float32Array {
  const [c1, c2] = [1 - Math.fround(beta1) ** t, Math.sqrt(1 - Math.fround(beta2) ** t)];
  return Float32Array.of((-rate * c2) / c1, epsilon * c2, scale);
}
