/** The policy that looks at the last measurement only: see policies/skeletonAdaptive.ts. Imports nothing from outside of src/portable. */
import { affine, parameter, turned } from "../matrix.js";
import type { Network, PolicyData } from "../types.js";

export function skeletonAdaptive(data: PolicyData): () => Network {
  const sizes = [2, ...data.hidden, 1];
  // Read before the first experiment: damage shows when the file is loaded.
  const layers = sizes.slice(1).map((outputs, i) => ({
    rows: turned(parameter(data, `design/network/w${i}`, sizes[i] as number, outputs), sizes[i] as number, outputs),
    bias: parameter(data, `design/network/b${i}`, outputs),
    outputs,
  }));
  const start = parameter(data, "design/start", 1, data.horizon);
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
        return (start[step] as number) + (x?.[0] ?? 0);
      },
      observe(at, outcome) {
        last = Float64Array.of(at, outcome);
      },
    };
  };
}
