/** Long short-term memory: see `lstm` in src/nets/cells.ts for its formulas. */

import { affine, parameter, sigmoid, turned } from "../matrix.js";
import type { Network, PolicyData } from "../types.js";
import { type Layer, layered } from "./layers.js";

function readLayer(data: PolicyData, i: number, inputs: number, width: number): () => Layer {
  const get = (part: string, ...shape: number[]) => parameter(data, `design/lstm${i}/${part}`, ...shape);
  const fromInput = turned(get("w", inputs, 4 * width), inputs, 4 * width);
  const fromMemory = turned(get("u", width, 4 * width), width, 4 * width);
  const bias = get("b", 4 * width);
  return () => {
    const [h, c] = [new Float64Array(width), new Float64Array(width)];
    const [a, b] = [new Float64Array(4 * width), new Float64Array(4 * width)];
    let empty = true; // nothing is remembered yet, and the product with it is 0
    return {
      h,
      reset() {
        for (const numbers of [h, c, b]) numbers.fill(0);
        empty = true;
      },
      step(x) {
        affine(fromInput, bias, x, a);
        if (!empty) affine(fromMemory, undefined, h, b);
        empty = false;
        const gate = (part: number, j: number) => (a[part * width + j] as number) + (b[part * width + j] as number);
        for (let j = 0; j < width; j++) {
          const now = sigmoid(gate(1, j) + 1) * (c[j] as number) + sigmoid(gate(0, j)) * Math.tanh(gate(3, j));
          c[j] = now;
          h[j] = sigmoid(gate(2, j)) * Math.tanh(now);
        }
      },
    };
  };
}

export const lstm = (data: PolicyData): (() => Network) => layered(data, readLayer);
