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

/** Weights [inputs, outputs] as one row an output, which is how a sum runs through memory. */
export function turned(weights: Float64Array, inputs: number, outputs: number): Float64Array {
  const rows = new Float64Array(weights.length);
  for (let i = 0; i < inputs; i++) for (let o = 0; o < outputs; o++) rows[o * inputs + i] = weights[i * outputs + o] as number;
  return rows;
}

/** out = rows·x + bias. */
export function affine(rows: Float64Array, bias: Float64Array | undefined, x: Float64Array, out: Float64Array): void {
  const inputs = x.length;
  for (let o = 0; o < out.length; o++) {
    // four sums, so that none waits for the one before
    let a = bias ? (bias[o] as number) : 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let at = o * inputs;
    let i = 0;
    for (; i + 3 < inputs; i += 4, at += 4) {
      a += (rows[at] as number) * (x[i] as number);
      b += (rows[at + 1] as number) * (x[i + 1] as number);
      c += (rows[at + 2] as number) * (x[i + 2] as number);
      d += (rows[at + 3] as number) * (x[i + 3] as number);
    }
    for (; i < inputs; i++, at++) a += (rows[at] as number) * (x[i] as number);
    out[o] = a + b + (c + d);
  }
}

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
