/** The policy that sums encodings of measurements: see policies/deepSets.ts for its formulas. */
import { affine, parameter, turned } from "../matrix.js";
import { sizesOf } from "../sizes.js";
import type { Network, PolicyData } from "../types.js";

/** ReLU between layers, none after the last. */
function openMlp(data: PolicyData, name: string, sizes: readonly number[]): (x: Float64Array) => Float64Array {
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

export function deepSets(data: PolicyData): () => Network {
  const width = data.hidden.at(-1) as number;
  const { sees, rawWidth } = sizesOf(data);
  const encode = openMlp(data, "design/encoder", [sees, ...data.hidden]);
  const decode = openMlp(data, "design/decoder", [width + 1, ...data.hidden, rawWidth]);
  const start = parameter(data, "design/start", 1, data.horizon * rawWidth);
  const read = new Float64Array(width + 1);
  return () => {
    const sum = new Float64Array(width);
    const raw = new Float64Array(rawWidth);
    let count = 0; // fewer than steps where measurements were lost
    return {
      reset() {
        sum.fill(0);
        count = 0;
      },
      next(step) {
        raw.set(start.subarray(step * rawWidth, (step + 1) * rawWidth));
        if (count === 0) return raw;
        for (let j = 0; j < width; j++) read[j] = (sum[j] as number) / count;
        read[width] = step / data.horizon;
        const more = decode(read);
        for (let r = 0; r < rawWidth; r++) raw[r] = (raw[r] as number) + (more[r] as number);
        return raw;
      },
      observe(seen) {
        count++;
        const encoded = encode(seen);
        for (let j = 0; j < width; j++) sum[j] = (sum[j] as number) + (encoded[j] as number);
      },
    };
  };
}
