/** Policies of recurrent layers: see policies/stacked.ts; their cells' formulas are in src/nets/cells.ts. */
import { parameter } from "../matrix.js";
import { sizesOf } from "../sizes.js";
import type { Network, PolicyData } from "../types.js";
import { budgetAt, budgetNumbers, budgetOf, openPlan } from "./budget.js";

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
  const budget = budgetOf(data);
  const of = budget.most === undefined ? 0 : budgetNumbers;
  const widths = [sees + of, ...data.hidden];
  const opened = data.hidden.map((width, i) => read(data, i, widths[i] as number, width));
  const output = parameter(data, "design/output", widths.at(-1) as number, rawWidth);
  const plan = openPlan(data);
  return () => {
    const layers = opened.map((open) => open());
    const last = layers.at(-1) as Layer;
    const raw = new Float64Array(rawWidth);
    const read = new Float64Array(sees + of);
    return {
      reset() {
        for (const layer of layers) layer.reset();
      },
      next(step) {
        plan(step, raw);
        for (let i = 0; i < last.h.length; i++)
          for (let r = 0; r < rawWidth; r++)
            raw[r] = (raw[r] as number) + (output[i * rawWidth + r] as number) * (last.h[i] as number);
        return raw;
      },
      observe(seen, step) {
        let x = seen;
        if (of > 0) {
          read.set(seen);
          read.set(budgetAt(budget, step + 1), sees);
          x = read;
        }
        for (const layer of layers) {
          layer.step(x);
          x = layer.h;
        }
      },
    };
  };
}
