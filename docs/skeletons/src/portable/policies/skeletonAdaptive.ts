/** The policy that looks at the last measurement only: see policies/skeletonAdaptive.ts. Imports nothing from outside of src/portable. */
import { affine, parameter, turned } from "../matrix.js";
import { sizesOf } from "../sizes.js";
import type { Network, PolicyData } from "../types.js";

export function skeletonAdaptive(data: PolicyData): () => Network {
  const { sees, rawWidth } = sizesOf(data);
  const sizes = [sees, ...data.hidden, rawWidth];
  // Read before the first experiment: damage shows when the file is loaded.
  const layers = sizes.slice(1).map((outputs, i) => ({
    rows: turned(parameter(data, `design/network/w${i}`, sizes[i] as number, outputs), sizes[i] as number, outputs),
    bias: parameter(data, `design/network/b${i}`, outputs),
    outputs,
  }));
  const start = parameter(data, "design/start", 1, data.horizon * rawWidth);
  return () => {
    let last: Float64Array | undefined;
    return {
      reset() {
        last = undefined;
      },
      next(step) {
        let x = last;
        for (const [i, { rows, bias, outputs }] of layers.entries()) {
          if (!x) break;
          const out = new Float64Array(outputs);
          affine(rows, bias, x, out);
          x = i + 1 < layers.length ? out.map((value) => Math.max(0, value)) : out;
        }
        return start.slice(step * rawWidth, (step + 1) * rawWidth).map((own, r) => own + (x?.[r] ?? 0));
      },
      observe(seen) {
        last = seen.slice();
      },
    };
  };
}
