/** Networks of a density in plain numbers: ReLU between layers, none after the last. */
import { turned } from "../matrix.js";
import { DamagedModel, type Tensors } from "./types.js";

/** The named tensor's numbers. @throws DamagedModel */
export function tensor(tensors: Tensors, name: string, ...shape: readonly number[]): Float64Array {
  const found = Object.hasOwn(tensors, name) ? tensors[name] : undefined;
  if (found?.shape.join() !== shape.join() || !found.values.every(Number.isFinite))
    throw new DamagedModel(`"${name}" is missing or not ${shape.join(" x ")} numbers`);
  return found.values;
}

/**
 * Applies layers `${name}/w0`, .. to `free` and `given` numbers beside each other; what is given is the same for all draws, and read once.
 * @param outputs of the last layer @throws DamagedModel
 */
export function network(
  tensors: Tensors,
  name: string,
  { free, given, outputs }: { readonly free: number; readonly given: Float64Array; readonly outputs: number },
): (x: Float64Array) => Float64Array {
  const layers: { blocks: Float64Array; bias: Float64Array; out: Float64Array; places: Uint32Array }[] = [];
  for (let [i, inputs] = [0, free + given.length]; tensors[`${name}/w${i}`]; i++) {
    const width = tensors[`${name}/b${i}`]?.shape[0] ?? 0;
    const weights = tensor(tensors, `${name}/w${i}`, inputs, width);
    const bias = tensor(tensors, `${name}/b${i}`, width).slice();
    const own = i === 0 ? free : inputs;
    if (i === 0)
      for (let g = 0; g < given.length; g++)
        for (let o = 0; o < width; o++)
          bias[o] = (bias[o] as number) + (weights[(free + g) * width + o] as number) * (given[g] as number);
    const blocks = turned(weights.subarray(0, own * width), own, width);
    layers.push({ blocks, bias, out: new Float64Array(width), places: new Uint32Array(own) });
    inputs = width;
  }
  if (layers.at(-1)?.out.length !== outputs) throw new DamagedModel(`"${name}" is missing or has not ${outputs} outputs`);
  return (x) => {
    let from = x;
    for (let i = 0; i < layers.length; i++) {
      const { blocks, bias, out, places } = layers[i] as (typeof layers)[0];
      affine(blocks, bias, from, out, places);
      if (i < layers.length - 1) for (let o = 0; o < out.length; o++) out[o] = Math.max(0, out[o] as number);
      from = out;
    }
    return from;
  };
}

/** out = x·weights + bias, over the inputs that are not 0: of a layer behind a ReLU that is half of them. @param places room for as many as x */
function affine(blocks: Float64Array, bias: Float64Array, x: Float64Array, out: Float64Array, places: Uint32Array): void {
  let count = 0;
  for (let i = 0; i < x.length; i++) if (x[i] !== 0) places[count++] = i;
  for (let o = 0; o < out.length; o += block) {
    const from = o * x.length;
    let a = bias[o] as number;
    let b = bias[o + 1] as number; // beyond the end there is no number, and what comes of it is dropped
    let c = bias[o + 2] as number;
    let d = bias[o + 3] as number;
    for (let k = 0; k < count; k++) {
      const i = places[k] as number;
      const at = from + block * i;
      const xi = x[i] as number;
      a += (blocks[at] as number) * xi;
      b += (blocks[at + 1] as number) * xi;
      c += (blocks[at + 2] as number) * xi;
      d += (blocks[at + 3] as number) * xi;
    }
    out[o] = a;
    out[o + 1] = b;
    out[o + 2] = c;
    out[o + 3] = d;
  }
}

/** Outputs whose sums run side by side, as `turned` lays them. */
const block = 4;

/** What the network "density/net" and the linear map beside it say of what is given. */
export function encoded(tensors: Tensors, given: Float64Array, outputs: number): Float64Array {
  const said = network(tensors, "density/net", { free: 0, given, outputs })(new Float64Array(0)).slice();
  const skip = tensor(tensors, "density/skip", given.length, outputs);
  return said.map((x, o) => given.reduce((sum, g, i) => sum + g * (skip[i * outputs + o] as number), x));
}
