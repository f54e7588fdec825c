/** What the operations' builders share. */
import type { DType, Value } from "../../program/program.js";
import type { Attributes, Graph, Reference } from "./graph.js";

export interface Call {
  readonly graph: Graph;
  readonly inputs: readonly Reference[];
  /** Shapes and dtypes of the inputs. */
  readonly given: readonly Value[];
  readonly result: Value;
  readonly attrs: Readonly<Record<string, unknown>>;
}

/** Adds an operation's nodes. @returns the node with its result */
export type Build = (call: Call) => Reference;

export const typed = (dtype: DType, name = "T"): Attributes => ({ [name]: { type: dtype } });
export const firstType = ({ given }: Pick<Call, "given">): DType => (given[0] as Value).dtype;

export function cast(graph: Graph, from: Reference, given: DType, wanted: DType): Reference {
  if (given === wanted) return from;
  return graph.add("Cast", [from], { ...typed(given, "SrcT"), ...typed(wanted, "DstT"), Truncate: { boolean: false } });
}

export function reshape(graph: Graph, from: Reference, dtype: DType, shape: readonly number[]): Reference {
  return graph.add("Reshape", [from, graph.integers(shape)], { ...typed(dtype), ...typed("int32", "Tshape") });
}

export function concat(graph: Graph, parts: readonly Reference[], dtype: DType, axis: number): Reference {
  if (parts.length === 1) return parts[0] as Reference; // ConcatV2 wants two
  const attributes = { N: { integer: parts.length }, ...typed(dtype), ...typed("int32", "Tidx") };
  return graph.add("ConcatV2", [...parts, graph.scalar(axis, "int32")], attributes);
}
