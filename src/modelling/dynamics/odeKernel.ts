/**
 * The kernel behind `solveOde`: states at chosen times, with their derivatives by times and parameters, in one call, whichever backend
 * runs. As tensor operations a hundred steps of Runge-Kutta would be thousands of small kernels. It is registered like a kernel of
 * TensorFlow.js itself, so that whoever records operations sees it.
 */
import * as tf from "@tensorflow/tfjs-core";
import { check } from "../../basics/errors.js";
import { type Exports, instantiate } from "../../engine/assemble/module.js";
import { addForeignKernel } from "../../engine/program/plainKernels.js";
import type { CompiledOde } from "./odeSystem.js";

const NAME = "FloeOdeStates";

interface Attributes {
  readonly ode: CompiledOde;
  readonly state: number;
}

/**
 * @param theta [n, p] @param times [1 or n, D]
 * @returns values [n, D], and derivatives [n, D, p + 1]: by the parameters, then by the time
 */
export function statesAt(ode: CompiledOde, state: number, theta: tf.Tensor2D, times: tf.Tensor2D): [tf.Tensor2D, tf.Tensor3D] {
  const attrs: object = { ode, state }; // TensorFlow.js passes them on, whatever they are, and has a type for numbers and texts only
  return tf.engine().runKernel(NAME, { theta, times } as unknown as tf.NamedTensorMap, attrs as tf.NamedAttrMap) as [
    tf.Tensor2D,
    tf.Tensor3D,
  ];
}

interface Loaded {
  readonly functions: Exports;
  readonly floats: Float32Array;
}

const loaded = new WeakMap<CompiledOde, Loaded>();

function load(ode: CompiledOde): Loaded {
  let found = loaded.get(ode);
  if (!found) {
    const { memory, functions } = instantiate(ode.bytes, ode.layout.bytes);
    found = { functions, floats: new Float32Array(memory) };
    found.floats.set(ode.times, ode.layout.times / 4);
    loaded.set(ode, found);
  }
  return found;
}

const together = 4;

interface Outputs {
  readonly values: Float32Array;
  readonly derivatives: Float32Array;
}

function solve({ ode, state }: Attributes, theta: Float32Array, times: Float32Array, shape: Shape, out: Outputs): void {
  const { floats, functions } = load(ode);
  const p = ode.parameters.length;
  for (let first = 0; first < shape.n; first += together) {
    for (let l = 0; l < together; l++) {
      const i = Math.min(first + l, shape.n - 1); // the last one fills empty places
      for (let j = 0; j < p; j++) floats[ode.layout.parameters / 4 + together * j + l] = theta[i * p + j] as number;
    }
    integrate(ode, functions);
    for (let l = 0; l < together && first + l < shape.n; l++) {
      const from = shape.shared ? 0 : (first + l) * shape.D;
      for (let d = 0; d < shape.D; d++) {
        const at = (first + l) * shape.D + d;
        interpolate(ode, floats, state, l, times[from + d] as number, at, out);
      }
    }
  }
}

function integrate({ segments, layout }: CompiledOde, functions: Exports): void {
  functions.begin?.();
  for (const { events, point, steps } of segments) {
    for (const event of events) functions[`event${event}`]?.();
    functions.advance?.(steps, layout.times + 4 * point, layout.points + point * layout.perPoint * 4 * together);
  }
}

/** The point of the grid left of a time: of the points of an event's time the earlier one, so that what is seen is what was before. */
function pointBefore({ segments, times }: CompiledOde, time: number): number {
  let s = 0;
  while (s + 1 < segments.length && time > (times[segments[s + 1]?.point as number] as number)) s++;
  const { point, steps } = segments[s] as CompiledOde["segments"][number];
  const [from, to] = [times[point] as number, times[point + steps] as number];
  const k = Math.floor(((time - from) / (to - from)) * steps);
  return point + Math.min(steps - 1, Math.max(0, k));
}

/** Cubic Hermite interpolation of a state and its sensitivities between two points of the grid; beyond the ends as at the ends. */
function interpolate(
  ode: CompiledOde,
  floats: Float32Array,
  state: number,
  lane: number,
  time: number,
  at: number,
  out: Outputs,
) {
  const { layout, times, parameters } = ode;
  const p = parameters.length;
  const k = pointBefore(ode, time);
  const left = times[k] as number;
  const h = (times[k + 1] as number) - left;
  const u = Math.min(1, Math.max(0, (time - left) / h));
  const v = 1 - u;
  const [a0, b0, a1, b1] = [v * v * (1 + 2 * u), h * u * v * v, u * u * (1 + 2 * v), -h * u * u * v];
  const row = together;
  const point = layout.points / 4 + k * layout.perPoint * row + lane;
  const next = point + layout.perPoint * row;
  const slopes = (layout.perPoint / 2) * row;
  const first = state * (1 + p) * row;
  for (let j = 0; j <= p; j++) {
    const i = first + j * row;
    const value =
      a0 * (floats[point + i] as number) +
      b0 * (floats[point + slopes + i] as number) +
      a1 * (floats[next + i] as number) +
      b1 * (floats[next + slopes + i] as number);
    if (j === 0) out.values[at] = value;
    else out.derivatives[at * (p + 1) + j - 1] = value;
  }
  const rise = ((floats[next + first] as number) - (floats[point + first] as number)) / h;
  const [f0, f1] = [floats[point + slopes + first] as number, floats[next + slopes + first] as number];
  out.derivatives[at * (p + 1) + p] = 6 * u * v * rise + v * (v - 2 * u) * f0 + u * (u - 2 * v) * f1;
}

interface Shape {
  readonly n: number;
  readonly D: number;
  /** Whether all have the same times. */
  readonly shared: boolean;
}

const shapeOf = (theta: readonly number[], times: readonly number[], { ode }: Attributes): Shape => {
  check(
    theta[1] === ode.parameters.length,
    `${ode.name}: its parameters are ${ode.parameters.join(", ")}, so theta needs as many columns, and has ${theta[1]}`,
  );
  check(times[0] === 1 || times[0] === theta[0], `${ode.name}: ${theta[0]} experiments cannot have times of ${times[0]}`);
  return { n: theta[0] as number, D: times[1] as number, shared: times[0] === 1 };
};

const sizes = ({ n, D }: Shape, { ode }: Attributes): [number[], number[]] => [
  [n, D],
  [n, D, ode.parameters.length + 1],
];
const product = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

function register(backendName: string): void {
  if (tf.getKernel(NAME, backendName)) return;
  tf.registerKernel({
    kernelName: NAME,
    backendName,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const held = backend as tf.KernelBackend;
      const { theta, times } = inputs as Record<"theta" | "times", tf.TensorInfo>;
      const about = attrs as unknown as Attributes;
      const shape = shapeOf(theta.shape, times.shape, about);
      const shapes = sizes(shape, about);
      const [values, derivatives] = shapes.map((one) => new Float32Array(product(one))) as [Float32Array, Float32Array];
      const numbers = (info: tf.TensorInfo) => held.readSync(info.dataId) as Float32Array;
      solve(about, numbers(theta), numbers(times), shape, { values, derivatives });
      return [values, derivatives].map((data, i) => {
        const own = shapes[i] as number[];
        return { dataId: held.write(data, own, "float32"), shape: own, dtype: "float32" as const };
      });
    },
  });
}

addForeignKernel(NAME, {
  inputs: ["theta", "times"],
  results([theta, times], attrs) {
    const about = attrs as unknown as Attributes;
    const shape = shapeOf(theta?.shape ?? [], times?.shape ?? [], about);
    return sizes(shape, about).map((own) => ({ shape: own, dtype: "float32" as const }));
  },
  run([theta, times], [values, derivatives], { inputs, attrs }) {
    const about = attrs as unknown as Attributes;
    const shape = shapeOf(inputs[0]?.shape ?? [], inputs[1]?.shape ?? [], about);
    const out = { values: values as Float32Array, derivatives: derivatives as Float32Array };
    solve(about, theta as Float32Array, times as Float32Array, shape, out);
  },
});

for (const backendName of ["wasm", "cpu", "tensorflow"]) register(backendName);
