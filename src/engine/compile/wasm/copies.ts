/** Operations that only move numbers. */
import { sizeOf, type ValueId } from "../../program/program.js";
import { innerLoops, joined, stridesOf } from "../../program/strides.js";
import type { Emit, Emitter } from "./emitter.js";

interface Walk {
  /** Address of the first element, in bytes. */
  readonly address: number;
  /** In elements. */
  readonly strides: readonly number[];
}

function copy({ kernels, call }: Emitter, dims: readonly number[], from: Walk, to: Walk): void {
  const loops = innerLoops(joined(dims, [from.strides, to.strides]), 4);
  for (const [x = 0, out = 0] of loops.starts) {
    const numbers = [...loops.dims, from.address + 4 * x, ...(loops.strides[0] as number[])];
    numbers.push(to.address + 4 * out, ...(loops.strides[1] as number[]));
    const run = kernels.stridedCopy as (...numbers: number[]) => void;
    call(() => run(...numbers));
  }
}

const offset = (strides: readonly number[], at: readonly number[]): number =>
  strides.reduce((sum, stride, i) => sum + stride * (at[i] as number), 0);

const slice: Emit = (emitter, { inputs, outputs, attrs }) => {
  const [input, output] = [inputs[0] as ValueId, outputs[0] as ValueId];
  const strides = stridesOf(emitter.value(input).shape);
  const { shape } = emitter.value(output);
  const address = emitter.at(input) + 4 * offset(strides, attrs.begin as number[]);
  copy(emitter, shape, { address, strides }, { address: emitter.at(output), strides: stridesOf(shape) });
};

const transpose: Emit = (emitter, { inputs, outputs, attrs }) => {
  const [input, output] = [inputs[0] as ValueId, outputs[0] as ValueId];
  const own = stridesOf(emitter.value(input).shape);
  const { shape } = emitter.value(output);
  const strides = (attrs.perm as number[]).map((axis) => own[axis] as number);
  copy(emitter, shape, { address: emitter.at(input), strides }, { address: emitter.at(output), strides: stridesOf(shape) });
};

const concat: Emit = (emitter, { inputs, outputs, attrs }) => {
  const output = outputs[0] as ValueId;
  const strides = stridesOf(emitter.value(output).shape);
  const axis = attrs.axis as number;
  let from = 0;
  for (const id of inputs) {
    const { shape } = emitter.value(id);
    const to = { address: emitter.at(output) + 4 * from * (strides[axis] as number), strides };
    copy(emitter, shape, { address: emitter.at(id), strides: stridesOf(shape) }, to);
    from += shape[axis] as number;
  }
};

const tile: Emit = (emitter, { inputs, outputs, attrs }) => {
  const [input, output] = [inputs[0] as ValueId, outputs[0] as ValueId];
  const { shape } = emitter.value(input);
  const own = stridesOf(shape);
  // every axis as two: which repetition, and where within it
  const dims = shape.flatMap((d, i) => [(attrs.reps as number[])[i] as number, d]);
  const strides = own.flatMap((stride) => [0, stride]);
  copy(emitter, dims, { address: emitter.at(input), strides }, { address: emitter.at(output), strides: stridesOf(dims) });
};

const pad: Emit = (emitter, { inputs, outputs, attrs }) => {
  const [input, output] = [inputs[0] as ValueId, outputs[0] as ValueId];
  const [n, out] = [sizeOf(emitter.value(output).shape), emitter.at(output)];
  const value = attrs.constantValue as number;
  emitter.call(() => emitter.kernels.fill(n, out, value));
  const { shape } = emitter.value(input);
  const strides = stridesOf(emitter.value(output).shape);
  const before = (attrs.paddings as [number, number][]).map(([left]) => left);
  const to = { address: out + 4 * offset(strides, before), strides };
  copy(emitter, shape, { address: emitter.at(input), strides: stridesOf(shape) }, to);
};

export const copies: Readonly<Record<string, Emit>> = {
  Slice: slice,
  Transpose: transpose,
  Concat: concat,
  Tile: tile,
  PadV2: pad,
};
