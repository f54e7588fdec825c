/** Dense layers of a policy's file: see src/nets/mlp.ts. */
import { affine, parameter, turned } from "../matrix.js";
import type { PolicyData } from "../types.js";

/** ReLU between layers, none after the last. */
export function openMlp(data: PolicyData, name: string, sizes: readonly number[]): (x: Float64Array) => Float64Array {
  const layers = sizes.slice(1).map((outputs, i) => {
    const inputs = sizes[i] as number;
    return {
      rows: turned(parameter(data, `${name}/w${i}`, inputs, outputs), inputs, outputs),
      bias: parameter(data, `${name}/b${i}`, outputs),
      out: new Float64Array(outputs),
    };
  });
  return (x) =>
    layers.reduce((from, { rows, bias, out }, i) => {
      affine(rows, bias, from, out);
      if (i + 1 < layers.length) for (let o = 0; o < out.length; o++) if ((out[o] as number) < 0) out[o] = 0;
      return out;
    }, x);
}
