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
  const layers: Layer[] = [];
  for (let [i, inputs] = [0, free + given.length]; tensors[`${name}/w${i}`]; i++) {
    const width = tensors[`${name}/b${i}`]?.shape[0] ?? 0;
    const weights = tensor(tensors, `${name}/w${i}`, inputs, width);
    const bias = new Float64Array(padded(width));
    bias.set(tensor(tensors, `${name}/b${i}`, width));
    const own = i === 0 ? free : inputs;
    if (i === 0)
      for (let g = 0; g < given.length; g++)
        for (let o = 0; o < width; o++)
          bias[o] = (bias[o] as number) + (weights[(free + g) * width + o] as number) * (given[g] as number);
    const blocks = new Float32Array(turned(weights.subarray(0, own * width), own, width)); // what they are, in half of the room
    layers.push({ inputs: own, width, blocks, bias, out: new Float64Array(padded(width)), places: new Uint32Array(own) });
    inputs = width;
  }
  if (layers.at(-1)?.width !== outputs) throw new DamagedModel(`"${name}" is missing or has not ${outputs} outputs`);
  return (x) => {
    let from = x;
    for (let i = 0; i < layers.length; i++) {
      const layer = layers[i] as Layer;
      const { out } = layer;
      affine(layer, from);
      if (i < layers.length - 1) for (let o = 0; o < out.length; o++) if ((out[o] as number) < 0) out[o] = 0;
      from = out;
    }
    return from;
  };
}

interface Layer {
  readonly inputs: number;
  readonly width: number;
  readonly blocks: Float32Array;
  /** Padded to whole blocks, as the outputs are. */
  readonly bias: Float64Array;
  readonly out: Float64Array;
  readonly places: Uint32Array;
}

/** Outputs whose sums run side by side, as `turned` lays them. */
const block = 4;

const padded = (width: number): number => block * Math.ceil(width / block);

/** out = x·weights + bias, over the inputs that are not 0: of a layer behind a ReLU that is half of them. */
function affine({ inputs, blocks, bias, out, places }: Layer, x: Float64Array): void {
  let count = 0;
  for (let i = 0; i < inputs; i++) if (x[i] !== 0) places[count++] = i;
  for (let o = 0; o < out.length; o += block) {
    const from = o * inputs;
    let a = bias[o] as number;
    let b = bias[o + 1] as number;
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

/** What the network "density/net" and the linear map beside it say of what is given. */
export function encoded(tensors: Tensors, given: Float64Array, outputs: number): Float64Array {
  const said = network(tensors, "density/net", { free: 0, given, outputs })(new Float64Array(0)).slice(0, outputs);
  const skip = tensor(tensors, "density/skip", given.length, outputs);
  return said.map((x, o) => given.reduce((sum, g, i) => sum + g * (skip[i * outputs + o] as number), x));
}
