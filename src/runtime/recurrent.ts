/** The recurrent policy: see policies/recurrent.ts for its formulas. */
import { affine, parameter, sigmoid, turned } from "./matrix.js";
import type { Network, PolicyData } from "./types.js";

interface Layer {
  readonly h: Float64Array;
  step(x: Float64Array): void;
}

function openLayer(data: PolicyData, i: number, inputs: number, width: number): Layer {
  const get = (part: string, ...shape: number[]) => parameter(data, `design/gru${i}/${part}`, ...shape);
  const fromInput = turned(get("w", inputs, 3 * width), inputs, 3 * width);
  const fromMemory = turned(get("u", width, 3 * width), width, 3 * width);
  const bias = get("b", 3 * width);
  const h = new Float64Array(width);
  const [a, b] = [new Float64Array(3 * width), new Float64Array(3 * width)];
  return {
    h,
    step(x) {
      affine(fromInput, bias, x, a);
      affine(fromMemory, undefined, h, b);
      for (let j = 0; j < width; j++) {
        const reset = sigmoid((a[j] as number) + (b[j] as number));
        const keep = sigmoid((a[width + j] as number) + (b[width + j] as number));
        const fresh = Math.tanh((a[2 * width + j] as number) + reset * (b[2 * width + j] as number));
        h[j] = fresh + keep * ((h[j] as number) - fresh);
      }
    },
  };
}

export function recurrent(data: PolicyData): Network {
  const widths = [2, ...data.hidden];
  const layers = data.hidden.map((width, i) => openLayer(data, i, widths[i] as number, width));
  const last = layers.at(-1) as Layer;
  const output = parameter(data, "design/output", last.h.length, 1);
  const start = parameter(data, "design/start", 1, data.horizon);
  const seen = new Float64Array(2);
  return {
    reset() {
      for (const { h } of layers) h.fill(0);
    },
    next: (step) => output.reduce((sum, w, i) => sum + w * (last.h[i] as number), start[step] as number),
    observe(at, outcome) {
      seen[0] = at;
      seen[1] = outcome;
      let x: Float64Array = seen;
      for (const layer of layers) {
        layer.step(x);
        x = layer.h;
      }
    },
  };
}
