/** The policy that looks at the last measurement only: see policies/skeletonAdaptive.ts. Imports nothing from outside of src/portable. */
import { sizesOf } from "../sizes.js";
import type { Network, PolicyData } from "../types.js";
import { budgetOf, openPlan, sharesAt, sharesOf } from "./budget.js";
import { openMlp } from "./mlp.js";

export function skeletonAdaptive(data: PolicyData): () => Network {
  const { sees, rawWidth } = sizesOf(data);
  const budget = budgetOf(data);
  // Read before the first experiment: damage shows when the file is loaded.
  const network = openMlp(data, "design/network", [sees + sharesOf(budget), ...data.hidden, rawWidth]);
  const plan = openPlan(data);
  return () => {
    const raw = new Float64Array(rawWidth);
    let last: Float64Array | undefined;
    return {
      reset() {
        last = undefined;
      },
      next(step) {
        plan(step, raw);
        const more = last && network(Float64Array.from([...last, ...sharesAt(budget, step)]));
        for (let r = 0; r < rawWidth; r++) raw[r] = (raw[r] as number) + (more?.[r] ?? 0);
        return raw;
      },
      observe(seen) {
        last = seen.slice();
      },
    };
  };
}
