/** Operations that move numbers and leave them as they are, or add up those that come together. */
import type { Value } from "../../program/program.js";
import { type Build, concat, firstType, reshape, typed } from "./build.js";
import type { Reference } from "./graph.js";

/** With a vector of int32 behind the inputs; `index` is the attribute that gives its dtype. */
const indexed =
  (op: string, index: string, attribute: string): Build =>
  (call) => {
    const { graph, inputs, attrs } = call;
    const numbers = graph.integers(attrs[attribute] as number[]);
    return graph.add(op, [...inputs, numbers], { ...typed(firstType(call)), ...typed("int32", index) });
  };

const slice: Build = (call) => {
  const { graph, inputs, attrs } = call;
  const [begin, size] = [graph.integers(attrs.begin as number[]), graph.integers(attrs.size as number[])];
  return graph.add("Slice", [...inputs, begin, size], { ...typed(firstType(call)), ...typed("int32", "Index") });
};

const pad: Build = (call) => {
  const { graph, inputs, attrs } = call;
  const paddings = attrs.paddings as [number, number][];
  const pads = graph.constant(Int32Array.from(paddings.flat()), [paddings.length, 2], "int32");
  const filling = graph.scalar(attrs.constantValue as number, firstType(call));
  return graph.add("PadV2", [...inputs, pads, filling], { ...typed(firstType(call)), ...typed("int32", "Tpaddings") });
};

const gather: Build = (call) => {
  const { graph, inputs, given, attrs } = call;
  const indices = typed((given[1] as Value).dtype, "Tindices");
  const axis = graph.scalar(attrs.axis as number, "int32");
  const attributes = { ...typed(firstType(call), "Tparams"), ...indices, ...typed("int32", "Taxis") };
  return graph.add("GatherV2", [...inputs, axis], attributes);
};

const segmentSum: Build = (call) => {
  const { graph, inputs, attrs } = call;
  const count = graph.scalar(attrs.numSegments as number, "int32");
  const indices = { ...typed("int32", "Tindices"), ...typed("int32", "Tnumsegments") };
  return graph.add("UnsortedSegmentSum", [...inputs, count], { ...typed(firstType(call)), ...indices });
};

const cumulativeSum: Build = (call) => {
  const { graph, inputs, attrs } = call;
  const flags = { exclusive: { boolean: attrs.exclusive as boolean }, reverse: { boolean: attrs.reverse as boolean } };
  const axis = graph.scalar(attrs.axis as number, "int32");
  return graph.add("Cumsum", [...inputs, axis], { ...flags, ...typed(firstType(call)), ...typed("int32", "Tidx") });
};

export const indexing: Readonly<Record<string, Build>> = {
  Reshape: (call) => reshape(call.graph, call.inputs[0] as Reference, firstType(call), call.result.shape),
  Transpose: indexed("Transpose", "Tperm", "perm"),
  Slice: slice,
  Concat: (call) => concat(call.graph, call.inputs, firstType(call), call.attrs.axis as number),
  Tile: indexed("Tile", "Tmultiples", "reps"),
  PadV2: pad,
  GatherV2: gather,
  UnsortedSegmentSum: segmentSum,
  Cumsum: cumulativeSum,
};
