/** Kernels of TensorFlow.js that become constants, or operations that executors know anyway: the fewer there are, the better each is done. */
import type { TensorInfo } from "@tensorflow/tfjs-core";
import { type DType, sizeOf } from "../program/program.js";
import type { ConstantData, Recorder } from "./recorder.js";

type Attrs = Readonly<Record<string, unknown>>;
type Lower = (recorder: Recorder, inputs: Readonly<Record<string, TensorInfo>>, attrs: Attrs) => TensorInfo | TensorInfo[];

function filled(recorder: Recorder, shape: readonly number[], value: number, dtype: DType): TensorInfo {
  const size = sizeOf(shape);
  const data: ConstantData =
    dtype === "float32" ? new Float32Array(size) : dtype === "int32" ? new Int32Array(size) : new Uint8Array(size);
  return recorder.constant(data.fill(value), shape, dtype);
}

function progression(recorder: Recorder, start: number, step: number, count: number, dtype: DType): TensorInfo {
  const numbers = Array.from({ length: count }, (_, i) => start + i * step);
  const data = dtype === "int32" ? Int32Array.from(numbers) : Float32Array.from(numbers);
  return recorder.constant(data, [count], dtype);
}

const x = (inputs: Readonly<Record<string, TensorInfo>>): TensorInfo => inputs.x as TensorInfo;
const dtypeOf = (info: TensorInfo): DType => info.dtype as DType;

/** Piece [from, from + size) of an axis. */
function piece(recorder: Recorder, of: TensorInfo, axis: number, from: number, size: number): TensorInfo {
  const begin = of.shape.map((_, i) => (i === axis ? from : 0));
  const sizes = of.shape.map((d, i) => (i === axis ? size : d));
  return recorder.operate("Slice", [of], { begin, size: sizes });
}

export const loweredKernels: Readonly<Record<string, Lower>> = {
  Identity: (recorder, inputs) => recorder.operate("Reshape", [x(inputs)], { shape: x(inputs).shape }),
  ExpandDims(recorder, inputs, { dim }) {
    const { shape } = inputs.input as TensorInfo;
    const at = (dim as number) < 0 ? shape.length + (dim as number) + 1 : (dim as number);
    return recorder.operate("Reshape", [inputs.input as TensorInfo], { shape: [...shape.slice(0, at), 1, ...shape.slice(at)] });
  },
  ZerosLike: (recorder, inputs) => filled(recorder, x(inputs).shape, 0, dtypeOf(x(inputs))),
  OnesLike: (recorder, inputs) => filled(recorder, x(inputs).shape, 1, dtypeOf(x(inputs))),
  Fill: (recorder, _inputs, { shape, value, dtype }) =>
    filled(recorder, shape as number[], value as number, (dtype as DType | undefined) ?? "float32"),
  Range(recorder, _inputs, { start, stop, step, dtype }) {
    const [from, to] = [start as number, stop as number];
    const by = (step as number | undefined) ?? 1;
    const signed = to < from && by === 1 ? -1 : by; // as TensorFlow.js
    const count = Math.max(0, Math.ceil((to - from) / signed));
    return progression(recorder, from, signed, count, (dtype as DType | undefined) ?? "float32");
  },
  LinSpace(recorder, _inputs, { start, stop, num }) {
    const count = num as number;
    const by = count > 1 ? ((stop as number) - (start as number)) / (count - 1) : 0;
    return progression(recorder, start as number, by, count, "float32");
  },
  AddN(recorder, inputs) {
    const [first, ...rest] = Object.values(inputs) as [TensorInfo, ...TensorInfo[]];
    // Of one tensor the sum is another tensor all the same: one value in two places of the tape had its gradient counted twice.
    if (rest.length === 0) return recorder.operate("Reshape", [first], { shape: first.shape });
    return rest.reduce((sum, part) => recorder.operate("Add", [sum, part], {}), first);
  },
  Pack(recorder, inputs, { axis }) {
    const parts = Object.values(inputs);
    const { shape } = parts[0] as TensorInfo;
    const at = (axis as number) < 0 ? (axis as number) + shape.length + 1 : (axis as number);
    const expanded = [...shape.slice(0, at), 1, ...shape.slice(at)];
    const wide = parts.map((part) => recorder.operate("Reshape", [part], { shape: expanded }));
    return wide.length === 1 ? (wide[0] as TensorInfo) : recorder.operate("Concat", wide, { axis: at });
  },
  Unpack(recorder, inputs, { axis }) {
    const value = inputs.value as TensorInfo;
    const at = (axis as number) < 0 ? (axis as number) + value.shape.length : (axis as number);
    const left = value.shape.filter((_, i) => i !== at);
    return Array.from({ length: value.shape[at] as number }, (_, i) =>
      recorder.operate("Reshape", [piece(recorder, value, at, i, 1)], { shape: left }),
    );
  },
  SplitV(recorder, inputs, { numOrSizeSplits, axis }) {
    const at = (axis as number) < 0 ? (axis as number) + x(inputs).shape.length : (axis as number);
    const total = x(inputs).shape[at] as number;
    const parts = numOrSizeSplits as number | number[];
    const asked = typeof parts === "number" ? Array.from({ length: parts }, () => total / parts) : parts;
    const known = asked.reduce((sum, size) => sum + Math.max(0, size), 0);
    let from = 0;
    return asked.map((size) => {
      const width = size === -1 ? total - known : size;
      from += width;
      return piece(recorder, x(inputs), at, from - width, width);
    });
  },
};
