import { uniforms } from "../../src/numbers/distributions.js";
import { split } from "../../src/numbers/keys.js";
import { seenAsItIs } from "../scaling.js";
import type { TaskFamily } from "../types.js";
import { range, sineFamily, uniformMoments } from "./sines.js";

/** Slope and intercept. */
const line = { low: -3, high: 3 } as const;
const sines = sineFamily({ name: "", summary: "", use: "", support: 5, query: 5, tasks: 64, phases: Math.PI });

/** E (a·x + b)² = E a²·E x² + E b², with x uniform on [-5, 5]. */
const lineSquare = uniformMoments(line).square * uniformMoments(range).square + uniformMoments(line).square;
/** Half of the tasks are lines of mean 0, so the mean curve is half the sines'. */
const meanSquare = sines.levels.zero - sines.levels.mean;

/** Half sines as in `sine`, half lines y = a·x + b with a, b ~ U[-3, 3]. A task is [is a line, κ or a, γ or b]. */
export const mixture: TaskFamily = seenAsItIs({
  name: "mixture",
  summary: "one half sines, one half straight lines",
  use: "tasks of two kinds: a method must first find out which",
  reference: "Finn, Xu and Levine 2018, Probabilistic model-agnostic meta-learning, section 6 (without its noise)",
  support: 5,
  query: 5,
  tasks: 64,
  ...range,
  parameters: 3,
  draw(key, n) {
    const k = split(key, "kind", "sines", "lines");
    const kinds = uniforms(k.kind, n);
    const [ofSines, ofLines] = [sines.draw(k.sines, n), uniforms(k.lines, 2 * n, line.low, line.high)];
    const numbers = (i: number) => {
      const isLine = (kinds[i] as number) < 0.5;
      const from = isLine ? ofLines : ofSines;
      return [isLine ? 1 : 0, from[2 * i] as number, from[2 * i + 1] as number];
    };
    return Float32Array.from(Array.from({ length: n }, (_, i) => numbers(i)).flat());
  },
  value: (task, x) =>
    task[0] ? (task[1] as number) * x + (task[2] as number) : sines.value([task[1] as number, task[2] as number], x),
  mean: (x) => sines.mean(x) / 2,
  bases: [...sines.bases, (x) => [x, 1]],
  levels: {
    zero: (sines.levels.zero + lineSquare) / 2,
    mean: (sines.levels.zero + lineSquare) / 2 - meanSquare / 4,
    oracle: 0,
  },
  oracleSupport: 3,
});
