/**
 * Operations on typed arrays in plain TypeScript, for what is too rare or too peculiar for a kernel of its own in WebAssembly.
 * Whoever registers a kernel with TensorFlow.js can make it compilable by adding it here.
 */
import type { KernelShape } from "./kernelShapes.js";
import type { Value } from "./program.js";
import { broadcastStrides } from "./strides.js";

type Attrs = Readonly<Record<string, unknown>>;

export interface PlainKernel {
  /** Row-major numbers in, results written into `outputs`; booleans and integers are numbers too. */
  run(inputs: readonly Float32Array[], outputs: readonly Float32Array[], about: PlainCall): void;
}

export interface PlainCall {
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly attrs: Attrs;
}

/** A kernel that TensorFlow.js does not have. */
export interface ForeignKernel extends PlainKernel {
  readonly inputs: KernelShape["inputs"];
  results(inputs: readonly Value[], attrs: Attrs): readonly Value[];
}

/** Outer and inner sizes around an axis. */
function around({ shape }: Value, axis: number): [outer: number, size: number, inner: number] {
  const product = (list: readonly number[]) => list.reduce((p, d) => p * d, 1);
  return [product(shape.slice(0, axis)), shape[axis] as number, product(shape.slice(axis + 1))];
}

const byElement = (f: (x: number) => number): PlainKernel => ({
  run([x], [out]) {
    const [from, to] = [x as Float32Array, out as Float32Array];
    for (let i = 0; i < to.length; i++) to[i] = f(from[i] as number);
  },
});

const gather: PlainKernel = {
  run([x, indices], [out], { inputs, attrs }) {
    const [from, at, to] = [x, indices, out] as [Float32Array, Float32Array, Float32Array];
    const [outer, size, inner] = around(inputs[0] as Value, attrs.axis as number);
    for (let o = 0; o < outer; o++)
      for (let i = 0; i < at.length; i++) {
        const start = (o * size + (at[i] as number)) * inner;
        to.set(from.subarray(start, start + inner), (o * at.length + i) * inner);
      }
  },
};

const segmentSum: PlainKernel = {
  run([x, ids], [out], { inputs }) {
    const [from, at, to] = [x, ids, out] as [Float32Array, Float32Array, Float32Array];
    const inner = from.length / ((inputs[0] as Value).shape[0] as number);
    to.fill(0);
    for (let i = 0; i < at.length; i++)
      for (let j = 0; j < inner; j++) {
        const k = (at[i] as number) * inner + j;
        to[k] = (to[k] as number) + (from[i * inner + j] as number);
      }
  },
};

const cumulativeSum: PlainKernel = {
  run([x], [out], { inputs, attrs }) {
    const [from, to] = [x, out] as [Float32Array, Float32Array];
    const [outer, size, inner] = around(inputs[0] as Value, attrs.axis as number);
    for (let o = 0; o < outer; o++)
      for (let i = 0; i < inner; i++) {
        let sum = 0;
        for (let s = 0; s < size; s++) {
          const at = (o * size + (attrs.reverse ? size - 1 - s : s)) * inner + i;
          const value = from[at] as number;
          to[at] = attrs.exclusive ? sum : sum + value;
          sum += value;
        }
      }
  },
};

/** Along the last axis. @param log whether the logarithm of the shares is wanted */
const shares = (log: boolean): PlainKernel => ({
  run([x], [out], { inputs }) {
    const [from, to] = [x, out] as [Float32Array, Float32Array];
    const width = (inputs[0] as Value).shape.at(-1) as number;
    for (let start = 0; start < from.length; start += width) {
      let most = Number.NEGATIVE_INFINITY;
      for (let i = 0; i < width; i++) most = Math.max(most, from[start + i] as number);
      let sum = 0;
      for (let i = 0; i < width; i++) sum += Math.exp((from[start + i] as number) - most);
      for (let i = 0; i < width; i++) {
        const d = (from[start + i] as number) - most;
        to[start + i] = log ? d - Math.log(sum) : Math.exp(d) / sum;
      }
    }
  },
});

/** Operands that broadcast. */
const pairwise = (f: (a: number, b: number) => number): PlainKernel => ({
  run([a, b], [out], { inputs, outputs }) {
    const [x, y, to] = [a, b, out] as [Float32Array, Float32Array, Float32Array];
    const { shape } = outputs[0] as Value;
    const [sx, sy] = inputs.map((input) => broadcastStrides(input.shape, shape)) as [number[], number[]];
    const at = new Array<number>(shape.length).fill(0);
    let [i, j] = [0, 0];
    for (let k = 0; k < to.length; k++) {
      to[k] = f(x[i] as number, y[j] as number);
      for (let axis = shape.length - 1; axis >= 0; axis--) {
        const next = (at[axis] as number) + 1;
        const over = next === shape[axis];
        at[axis] = over ? 0 : next;
        i += (sx[axis] as number) * (at[axis] as number) - (sx[axis] as number) * (next - 1);
        j += (sy[axis] as number) * (at[axis] as number) - (sy[axis] as number) * (next - 1);
        if (!over) break;
      }
    }
  },
});

/** The remainder has the divisor's sign, as in TensorFlow.js. */
function floorMod(a: number, b: number): number {
  const rest = a % b;
  return (a < 0 && b < 0) || (a >= 0 && b >= 0) ? rest : (rest + b) % b;
}

/** Error function by Numerical Recipes' Chebyshev fit of erfc, relative error below 1.2e-7 (Press et al. 2007, section 6.2). */
function erf(x: number): number {
  const t = 1 / (1 + 0.5 * Math.abs(x));
  const coefficients = [
    0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418, 0.37409196, 1.00002368,
  ];
  const series = coefficients.reduce((sum, c) => sum * t + c, 0) * t - 1.26551223;
  const complement = t * Math.exp(-x * x + series);
  return x >= 0 ? 1 - complement : complement - 1;
}

export const plainKernels: Readonly<Record<string, PlainKernel>> = {
  GatherV2: gather,
  UnsortedSegmentSum: segmentSum,
  Cumsum: cumulativeSum,
  Softmax: shares(false),
  LogSoftmax: shares(true),
  Erf: byElement(erf),
  Pow: pairwise((a, b) => a ** b),
  Mod: pairwise(floorMod),
  Atan2: pairwise(Math.atan2),
  Sin: byElement(Math.sin),
  Cos: byElement(Math.cos),
  Tan: byElement(Math.tan),
  Asin: byElement(Math.asin),
  Acos: byElement(Math.acos),
  Atan: byElement(Math.atan),
  Sinh: byElement(Math.sinh),
  Cosh: byElement(Math.cosh),
  Acosh: byElement(Math.acosh),
  Atanh: byElement(Math.atanh),
};

const foreign = new Map<string, ForeignKernel>();

/** Makes a kernel that the program registered with TensorFlow.js under this name compilable; once a process. */
export function addForeignKernel(name: string, kernel: ForeignKernel): void {
  foreign.set(name, kernel);
}

export const foreignKernels: ReadonlyMap<string, ForeignKernel> = foreign;
