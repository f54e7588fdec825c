/**
 * What each operation is in TensorFlow. The mapping is tfjs-node's own (its dist/kernels), so that a compiled step computes what the
 * native backend computes for the same step run eagerly.
 */
import { binaries, comparisons, reductions, unaries } from "../../program/kernelShapes.js";
import { NotTraceableError, type Value } from "../../program/program.js";
import { type Build, type Call, cast, firstType, typed } from "./build.js";
import type { Reference } from "./graph.js";
import { indexing } from "./indexing.js";

/** The operation with the same inputs and no attributes but the dtype. */
const same =
  (op: string): Build =>
  (call) =>
    call.graph.add(op, call.inputs, typed(firstType(call)));

/** Of booleans only. */
const logical =
  (op: string): Build =>
  ({ graph, inputs }) =>
    graph.add(op, inputs);

/** Sums of booleans count in int32, as results say; means are formed in float32, as in tfjs-node. */
const reduction =
  (op: string): Build =>
  (call) => {
    const { graph, inputs, given, result, attrs } = call;
    const inside = op === "Mean" ? "float32" : result.dtype;
    const from = cast(graph, inputs[0] as Reference, firstType(call), inside);
    const keep = { keep_dims: { boolean: result.shape.length === (given[0] as Value).shape.length } };
    const axes = graph.integers(attrs.axes as number[]);
    const reduced = graph.add(op, [from, axes], { ...keep, ...typed(inside), ...typed("int32", "Tidx") });
    return cast(graph, reduced, inside, result.dtype);
  };

/** A bias added to a product is an operation of its own, which TensorFlow fuses with the product and with an activation. */
const add: Build = (call) => {
  const { graph, inputs, given, result } = call;
  const [a, b] = inputs as [Reference, Reference];
  const [x, y] = given as [Value, Value];
  const biased = (product: Reference, { shape }: Value) =>
    graph.opOf(product) === "MatMul" && shape.length === 1 && shape[0] === result.shape[1];
  if (biased(a, y)) return graph.add("BiasAdd", [a, b], typed("float32"));
  if (biased(b, x)) return graph.add("BiasAdd", [b, a], typed("float32"));
  return graph.add("AddV2", inputs, typed(firstType(call)));
};

const matMul: Build = ({ graph, inputs, given, attrs }) => {
  const [a, b] = [{ boolean: attrs.transposeA as boolean }, { boolean: attrs.transposeB as boolean }];
  if (given.every(({ shape }) => shape.length === 2))
    return graph.add("MatMul", inputs, { ...typed("float32"), transpose_a: a, transpose_b: b });
  return graph.add("BatchMatMulV2", inputs, { ...typed("float32"), adj_x: a, adj_y: b });
};

/** 1 above zero and else `alpha`; NaN stays NaN. */
const step: Build = ({ graph, inputs, attrs }) => {
  const [x] = inputs as [Reference];
  const above = graph.add("Greater", [x, graph.scalar(0)], typed("float32"));
  const stepped = graph.add("SelectV2", [above, graph.scalar(1), graph.scalar(attrs.alpha as number)], typed("float32"));
  return graph.add("SelectV2", [graph.add("IsNan", [x], typed("float32")), x, stepped], typed("float32"));
};

const clip: Build = (call) => {
  const { graph, inputs, attrs } = call;
  const dtype = firstType(call);
  const bound = (name: string) => graph.scalar(attrs[name] as number, dtype);
  const below = graph.add("Minimum", [inputs[0] as Reference, bound("clipValueMax")], typed(dtype));
  return graph.add("Maximum", [below, bound("clipValueMin")], typed(dtype));
};

/** As src/engine/tfjs/nativeErf.ts cuts it. */
const erf: Build = ({ graph, inputs }) => {
  const below = graph.add("Minimum", [graph.add("Erf", inputs, typed("float32")), graph.scalar(1)], typed("float32"));
  return graph.add("Maximum", [below, graph.scalar(-1)], typed("float32"));
};

const leakyRelu: Build = ({ graph, inputs, attrs }) =>
  graph.add("LeakyRelu", inputs, { ...typed("float32"), alpha: { float: attrs.alpha as number } });

const listed = (names: readonly string[], build: (op: string) => Build) => names.map((name) => [name, build(name)] as const);

const builders: Readonly<Record<string, Build>> = {
  ...indexing,
  ...Object.fromEntries([
    ...listed([...unaries, ...binaries, ...comparisons], same),
    ...listed(["IsNan", "IsInf", "IsFinite", "EluGrad", "ReluGrad", "Softmax", "LogSoftmax"], same),
    ...listed(["LogicalAnd", "LogicalOr", "LogicalNot"], logical),
    ...listed(reductions, reduction),
  ]),
  Add: add,
  Multiply: same("Mul"),
  Mod: same("FloorMod"),
  Step: step,
  LeakyRelu: leakyRelu,
  ClipByValue: clip,
  Erf: erf,
  Cast: (call) => cast(call.graph, call.inputs[0] as Reference, firstType(call), call.result.dtype),
  Select: ({ graph, inputs, result }) => graph.add("SelectV2", inputs, typed(result.dtype)),
  BatchMatMul: matMul,
};

/** @returns the node with the operation's result. @throws NotTraceableError for an operation that is not mapped */
export function addOperation(kernel: string, call: Call): Reference {
  const build = builders[kernel];
  if (!build) throw new NotTraceableError(`the operation ${kernel} cannot be compiled for native TensorFlow`);
  return build(call);
}
