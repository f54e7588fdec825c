/** Networks of a density in plain numbers: ReLU between layers, none after the last. */
import { affine, turned } from "../matrix.js";
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
  const layers: { blocks: Float64Array; bias: Float64Array; out: Float64Array }[] = [];
  for (let [i, inputs] = [0, free + given.length]; tensors[`${name}/w${i}`]; i++) {
    const width = tensors[`${name}/b${i}`]?.shape[0] ?? 0;
    const weights = tensor(tensors, `${name}/w${i}`, inputs, width);
    const bias = tensor(tensors, `${name}/b${i}`, width).slice();
    const own = i === 0 ? free : inputs;
    if (i === 0)
      for (let g = 0; g < given.length; g++)
        for (let o = 0; o < width; o++)
          bias[o] = (bias[o] as number) + (weights[(free + g) * width + o] as number) * (given[g] as number);
    layers.push({ blocks: turned(weights.subarray(0, own * width), own, width), bias, out: new Float64Array(width) });
    inputs = width;
  }
  if (layers.at(-1)?.out.length !== outputs) throw new DamagedModel(`"${name}" is missing or has not ${outputs} outputs`);
  return (x) => {
    let from = x;
    for (const [i, { blocks, bias, out }] of layers.entries()) {
      affine(blocks, bias, from, out);
      if (i < layers.length - 1) for (let o = 0; o < out.length; o++) out[o] = Math.max(0, out[o] as number);
      from = out;
    }
    return from;
  };
}

/** What the network "density/net" and the linear map beside it say of what is given. */
export function encoded(tensors: Tensors, given: Float64Array, outputs: number): Float64Array {
  const said = network(tensors, "density/net", { free: 0, given, outputs })(new Float64Array(0)).slice();
  const skip = tensor(tensors, "density/skip", given.length, outputs);
  return said.map((x, o) => given.reduce((sum, g, i) => sum + g * (skip[i * outputs + o] as number), x));
}
