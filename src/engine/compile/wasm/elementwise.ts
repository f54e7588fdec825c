/** Operations that treat every element by itself. */
import { sizeOf, type ValueId } from "../../program/program.js";
import { broadcastStrides, innerLoops, joined } from "../../program/strides.js";
import type { Emit, Emitter } from "./emitter.js";

type Call = (...numbers: number[]) => void;

const size = (emitter: Emitter, id: ValueId): number => sizeOf(emitter.value(id).shape);

const unary =
  (pick: (kernels: Emitter["kernels"]) => Call): Emit =>
  (emitter, { inputs, outputs }) => {
    const [x, out] = [emitter.at(inputs[0] as ValueId), emitter.at(outputs[0] as ValueId)];
    const [n, run] = [size(emitter, outputs[0] as ValueId), pick(emitter.kernels)];
    emitter.call(() => run(n, x, out));
  };

/** The same with the attributes' numbers behind the addresses. */
const withNumbers =
  (
    pick: (kernels: Emitter["kernels"]) => (n: number, x: number, out: number, a: number, b: number) => void,
    ...names: string[]
  ): Emit =>
  (emitter, { inputs, outputs, attrs }) => {
    const [x, out] = [emitter.at(inputs[0] as ValueId), emitter.at(outputs[0] as ValueId)];
    const [n, run] = [size(emitter, outputs[0] as ValueId), pick(emitter.kernels)];
    const [a, b] = names.map((name) => attrs[name] as number);
    emitter.call(() => run(n, x, out, a ?? 0, b ?? 0));
  };

/** Operands of any shapes that broadcast to the result's. */
const broadcast =
  (pick: (kernels: Emitter["kernels"]) => Call): Emit =>
  (emitter, { inputs, outputs }) => {
    const [output] = outputs as [ValueId];
    const { shape } = emitter.value(output);
    const strides = [...inputs, output].map((id) => broadcastStrides(emitter.value(id).shape, shape));
    const loops = innerLoops(joined(shape, strides), 3);
    const addresses = [...inputs, output].map((id) => emitter.at(id));
    const run = pick(emitter.kernels);
    for (const start of loops.starts) {
      const from = addresses.map((address, j) => address + 4 * (start[j] as number));
      const operands = inputs.flatMap((_, j) => [from[j] as number, ...(loops.strides[j] as number[])]);
      const numbers = [...loops.dims, ...operands, from.at(-1) as number];
      emitter.call(() => run(...numbers));
    }
  };

const gradient =
  (pick: (kernels: Emitter["kernels"]) => Call): Emit =>
  (emitter, { inputs, outputs }) => {
    const [dy, y, out] = [emitter.at(inputs[0] as ValueId), emitter.at(inputs[1] as ValueId), emitter.at(outputs[0] as ValueId)];
    const [n, run] = [size(emitter, outputs[0] as ValueId), pick(emitter.kernels)];
    emitter.call(() => run(n, dy, y, out));
  };

/** Values are kept as float32 whatever their dtype, so that only some casts change anything. */
const cast: Emit = (emitter, operation) => {
  const from = emitter.value(operation.inputs[0] as ValueId).dtype;
  const to = emitter.value(operation.outputs[0] as ValueId).dtype;
  if (to === "bool") unary((k) => k.notZero)(emitter, operation);
  else if (to === "int32" && from === "float32") unary((k) => k.truncate)(emitter, operation);
  else unary((k) => (n, x, out) => k.scale(n as number, x as number, out as number, 1, 0))(emitter, operation);
};

export const elementwise: Readonly<Record<string, Emit>> = {
  Abs: unary((k) => k.abs),
  Neg: unary((k) => k.neg),
  Exp: unary((k) => k.exp),
  Expm1: unary((k) => k.expm1),
  Log: unary((k) => k.log),
  Log1p: unary((k) => k.log1p),
  Sqrt: unary((k) => k.sqrt),
  Rsqrt: unary((k) => k.rsqrt),
  Square: unary((k) => k.square),
  Reciprocal: unary((k) => k.reciprocal),
  Relu: unary((k) => k.relu),
  Relu6: unary((k) => k.relu6),
  Sigmoid: unary((k) => k.sigmoid),
  Tanh: unary((k) => k.tanh),
  Softplus: unary((k) => k.softplus),
  Elu: unary((k) => k.elu),
  Asinh: unary((k) => k.asinh),
  Sign: unary((k) => k.sign),
  Floor: unary((k) => k.floor),
  Ceil: unary((k) => k.ceil),
  Round: unary((k) => k.round),
  LogicalNot: unary((k) => k.logicalNot),
  IsNan: unary((k) => k.isNan),
  IsInf: unary((k) => k.isInf),
  IsFinite: unary((k) => k.isFinite),
  Step: withNumbers((k) => k.step, "alpha"),
  LeakyRelu: withNumbers((k) => k.leakyRelu, "alpha"),
  ClipByValue: withNumbers((k) => k.clip, "clipValueMin", "clipValueMax"),
  Cast: cast,
  ReluGrad: gradient((k) => k.reluGrad),
  EluGrad: gradient((k) => k.eluGrad),
  Add: broadcast((k) => k.add),
  Sub: broadcast((k) => k.sub),
  Multiply: broadcast((k) => k.mul),
  RealDiv: broadcast((k) => k.div),
  Maximum: broadcast((k) => k.max),
  Minimum: broadcast((k) => k.min),
  SquaredDifference: broadcast((k) => k.squaredDifference),
  FloorDiv: broadcast((k) => k.floorDiv),
  Greater: broadcast((k) => k.greater),
  GreaterEqual: broadcast((k) => k.greaterEqual),
  Less: broadcast((k) => k.less),
  LessEqual: broadcast((k) => k.lessEqual),
  Equal: broadcast((k) => k.equal),
  NotEqual: broadcast((k) => k.notEqual),
  LogicalAnd: broadcast((k) => k.and),
  LogicalOr: broadcast((k) => k.or),
  Select: broadcast((k) => k.select),
};
