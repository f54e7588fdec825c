/** Policies of recurrent layers: see policies/stacked.ts; their cells' formulas are in src/nets/cells.ts. */
import { parameter } from "../matrix.js";
import { sizesOf } from "../sizes.js";
import type { Network, PolicyData } from "../types.js";

/** One recurrent layer under way. */
export interface Layer {
  /** Its output, written in place. */
  readonly h: Float64Array;
  step(x: Float64Array): void;
  reset(): void;
}

/** @param read reads the layer whose parameters are called `design/...`, once for all experiments, each of which opens it */
export function layered(
  data: PolicyData,
  read: (data: PolicyData, i: number, inputs: number, width: number) => () => Layer,
): () => Network {
  const { sees, rawWidth } = sizesOf(data);
  const widths = [sees, ...data.hidden];
  const opened = data.hidden.map((width, i) => read(data, i, widths[i] as number, width));
  const output = parameter(data, "design/output", widths.at(-1) as number, rawWidth);
  const start = parameter(data, "design/start", 1, data.horizon * rawWidth);
  return () => {
    const layers = opened.map((open) => open());
    const last = layers.at(-1) as Layer;
    const raw = new Float64Array(rawWidth);
    return {
      reset() {
        for (const layer of layers) layer.reset();
      },
      next(step) {
        raw.set(start.subarray(step * rawWidth, (step + 1) * rawWidth));
        for (let i = 0; i < last.h.length; i++)
          for (let r = 0; r < rawWidth; r++)
            raw[r] = (raw[r] as number) + (output[i * rawWidth + r] as number) * (last.h[i] as number);
        return raw;
      },
      observe(seen) {
        let x = seen;
        for (const layer of layers) {
          layer.step(x);
          x = layer.h;
        }
      },
    };
  };
}
