/** Gated recurrent units: see `gru` in src/nets/cells.ts for their formulas. */

import { affine, parameter, sigmoid, turned } from "../matrix.js";
import type { Network, PolicyData } from "../types.js";
import { type Layer, layered } from "./layers.js";

function readLayer(data: PolicyData, i: number, inputs: number, width: number): () => Layer {
  const get = (part: string, ...shape: number[]) => parameter(data, `design/gru${i}/${part}`, ...shape);
  const fromInput = turned(get("w", inputs, 3 * width), inputs, 3 * width);
  const fromMemory = turned(get("u", width, 3 * width), width, 3 * width);
  const bias = get("b", 3 * width);
  return () => {
    const h = new Float64Array(width);
    const [a, b] = [new Float64Array(3 * width), new Float64Array(3 * width)];
    let empty = true; // nothing is remembered yet, and the product with it is 0
    return {
      h,
      reset() {
        h.fill(0);
        b.fill(0);
        empty = true;
      },
      step(x) {
        affine(fromInput, bias, x, a);
        if (!empty) affine(fromMemory, undefined, h, b);
        empty = false;
        for (let j = 0; j < width; j++) {
          const reset = sigmoid((a[j] as number) + (b[j] as number));
          const keep = sigmoid((a[width + j] as number) + (b[width + j] as number));
          const fresh = Math.tanh((a[2 * width + j] as number) + reset * (b[2 * width + j] as number));
          h[j] = fresh + keep * ((h[j] as number) - fresh);
        }
      },
    };
  };
}

export const recurrent = (data: PolicyData): (() => Network) => layered(data, readLayer);
