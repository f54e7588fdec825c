/** Dense layers in plain numbers. */
import { type PolicyData, PolicyError } from "./types.js";

/** The named parameter's numbers. @throws PolicyError when the file lacks it, or it has another shape */
export function parameter({ parameters }: PolicyData, name: string, ...shape: number[]): Float64Array {
  const found = parameters[name];
  const size = shape.reduce((product, d) => product * d, 1);
  const whole =
    Array.isArray(found?.shape) &&
    found.shape.every(Number.isInteger) &&
    found.shape.join() === shape.join() &&
    Array.isArray(found.values) &&
    found.values.length === size &&
    found.values.every(Number.isFinite);
  if (!found || !whole)
    throw new PolicyError(`the policy's file is damaged: "${name}" is missing or not ${shape.join(" x ")} numbers`);
  return Float64Array.from(found.values);
}

/** Outputs whose sums run side by side: none waits for another, and an input is read once for all of them. */
const block = 4;

/** Weights [inputs, outputs] as blocks of outputs, zeros filling the last: within a block by input, which is how `affine` reads them. */
export function turned(weights: Float64Array, inputs: number, outputs: number): Float64Array {
  const blocks = new Float64Array(Math.ceil(outputs / block) * block * inputs);
  for (let i = 0; i < inputs; i++)
    for (let o = 0; o < outputs; o++) {
      const within = o % block;
      blocks[(o - within) * inputs + i * block + within] = weights[i * outputs + o] as number;
    }
  return blocks;
}

/** out = x·weights + bias. @param blocks the weights, `turned` */
export function affine(blocks: Float64Array, bias: Float64Array | undefined, x: Float64Array, out: Float64Array): void {
  let at = 0;
  for (let o = 0; o < out.length; o += block) {
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let i = 0; i < x.length; i++, at += block) {
      const xi = x[i] as number;
      a += (blocks[at] as number) * xi;
      b += (blocks[at + 1] as number) * xi;
      c += (blocks[at + 2] as number) * xi;
      d += (blocks[at + 3] as number) * xi;
    }
    out[o] = a; // what lies beyond the end of `out` is dropped, as typed arrays do
    out[o + 1] = b;
    out[o + 2] = c;
    out[o + 3] = d;
  }
  if (bias) for (let o = 0; o < out.length; o++) out[o] = (out[o] as number) + (bias[o] as number);
}

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
