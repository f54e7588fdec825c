/** The policy that sums encodings of measurements: see policies/deepSets.ts for its formulas. */
import { sizesOf } from "../sizes.js";
import type { Network, PolicyData } from "../types.js";
import { budgetOf, openPlan, sharesAt, sharesOf } from "./budget.js";
import { openMlp } from "./mlp.js";

export function deepSets(data: PolicyData): () => Network {
  const width = data.hidden.at(-1) as number;
  const { sees, rawWidth } = sizesOf(data);
  const encode = openMlp(data, "design/encoder", [sees, ...data.hidden]);
  const budget = budgetOf(data);
  const decode = openMlp(data, "design/decoder", [width + sharesOf(budget), ...data.hidden, rawWidth]);
  const plan = openPlan(data);
  const read = new Float64Array(width + sharesOf(budget));
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
        plan(step, raw);
        if (count === 0) return raw;
        for (let j = 0; j < width; j++) read[j] = (sum[j] as number) / count;
        read.set(sharesAt(budget, step), width);
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
