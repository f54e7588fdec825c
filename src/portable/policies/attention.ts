/** The policy that attends to earlier measurements: see policies/attention.ts for its formulas. */
import { affine, parameter, turned } from "../matrix.js";
import { sizesOf } from "../sizes.js";
import type { Network, PolicyData } from "../types.js";
import { budgetOf, openPlan, sharesAt, sharesOf } from "./budget.js";
import { openMlp } from "./mlp.js";

/** How often a decision looks at the measurements, each time by what it saw before. */
export const rounds = 2;

/** As many heads as divide the width, four at most. */
export const headsOf = (width: number): number => [4, 2].find((heads) => width % heads === 0) ?? 1;

export function attention(data: PolicyData): () => Network {
  const width = data.hidden.at(-1) as number;
  const heads = headsOf(width);
  const each = width / heads;
  const { sees, rawWidth } = sizesOf(data);
  const encode = openMlp(data, "design/encoder", [sees, ...data.hidden]);
  const budget = budgetOf(data);
  const decode = openMlp(data, "design/decoder", [width + sharesOf(budget), ...data.hidden, rawWidth]);
  const matrix = (name: string) => turned(parameter(data, `design/${name}`, width, width), width, width);
  const [toKey, toValue] = [matrix("keys"), matrix("values")];
  const queries = Array.from({ length: rounds }, (_, r) => matrix(`query${r}`));
  const plan = openPlan(data);
  const read = new Float64Array(width + sharesOf(budget));
  const [token, query, weights] = [new Float64Array(width), new Float64Array(width), new Float64Array(data.horizon)];

  /** Adds to the token what one head reads of the measurements. */
  function attend(head: number, keys: readonly Float64Array[], values: readonly Float64Array[]): void {
    const [from, to] = [head * each, (head + 1) * each];
    let most = -Infinity;
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as Float64Array;
      let score = 0;
      for (let j = from; j < to; j++) score += (query[j] as number) * (key[j] as number);
      weights[i] = score / Math.sqrt(each);
      most = Math.max(most, weights[i] as number);
    }
    let total = 0;
    for (let i = 0; i < keys.length; i++) {
      weights[i] = Math.exp((weights[i] as number) - most);
      total += weights[i] as number;
    }
    for (let i = 0; i < keys.length; i++) {
      const [share, value] = [(weights[i] as number) / total, values[i] as Float64Array];
      for (let j = from; j < to; j++) token[j] = (token[j] as number) + share * (value[j] as number);
    }
  }

  return () => {
    const sum = new Float64Array(width);
    const raw = new Float64Array(rawWidth);
    let [keys, values]: [Float64Array[], Float64Array[]] = [[], []];
    return {
      reset() {
        sum.fill(0);
        [keys, values] = [[], []];
      },
      next(step) {
        plan(step, raw);
        if (keys.length === 0) return raw;
        for (let j = 0; j < width; j++) token[j] = (sum[j] as number) / keys.length;
        for (const each of queries) {
          affine(each, undefined, token, query);
          for (let head = 0; head < heads; head++) attend(head, keys, values);
        }
        read.set(token);
        read.set(sharesAt(budget, step), width);
        const more = decode(read);
        for (let r = 0; r < rawWidth; r++) raw[r] = (raw[r] as number) + (more[r] as number);
        return raw;
      },
      observe(seen) {
        const encoded = encode(seen);
        for (let j = 0; j < width; j++) sum[j] = (sum[j] as number) + (encoded[j] as number);
        const [key, value] = [new Float64Array(width), new Float64Array(width)];
        affine(toKey, undefined, encoded, key);
        affine(toValue, undefined, encoded, value);
        keys.push(key);
        values.push(value);
      },
    };
  };
}
