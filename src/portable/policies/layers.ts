/** Policies of recurrent layers: see policies/stacked.ts; their cells' formulas are in src/nets/cells.ts. */
import { parameter } from "../matrix.js";
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
  const widths = [2, ...data.hidden];
  const opened = data.hidden.map((width, i) => read(data, i, widths[i] as number, width));
  const output = parameter(data, "design/output", widths.at(-1) as number, 1);
  const start = parameter(data, "design/start", 1, data.horizon);
  return () => {
    const layers = opened.map((open) => open());
    const last = layers.at(-1) as Layer;
    const seen = new Float64Array(2);
    return {
      reset() {
        for (const layer of layers) layer.reset();
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
  };
}
