import { uniforms } from "../../src/numbers/distributions.js";
import { split } from "../../src/numbers/keys.js";
import { seenAsItIs } from "../scaling.js";
import type { TaskFamily } from "../types.js";
import { amplitudes, range, uniformMoments } from "./sines.js";

/** The second harmonic is half as high as the first. */
const second = 0.5;

/** y = κ₁·sin(x - γ₁) + κ₂·sin(2x - γ₂), κ₁ ~ U[0.1, 5], κ₂ half of such a number, both γ ~ U[0, 2π]: its mean is 0. */
export const harmonics: TaskFamily = seenAsItIs({
  name: "harmonics",
  summary: "sums of a sine and one of twice its frequency, amplitudes and phases unknown",
  use: "tasks of four numbers: how methods do when support points are few for what they must tell",
  support: 5,
  query: 5,
  tasks: 64,
  ...range,
  parameters: 4,
  draw(key, n) {
    const k = split(key, "amplitudes", "phases");
    const heights = uniforms(k.amplitudes, 2 * n, amplitudes.low, amplitudes.high);
    const phases = uniforms(k.phases, 2 * n, 0, 2 * Math.PI);
    const numbers = (i: number) => [
      heights[2 * i] as number,
      phases[2 * i] as number,
      second * (heights[2 * i + 1] as number),
      phases[2 * i + 1] as number,
    ];
    return Float32Array.from(Array.from({ length: n }, (_, i) => numbers(i)).flat());
  },
  value: (task, x) =>
    (task[0] as number) * Math.sin(x - (task[1] as number)) + (task[2] as number) * Math.sin(2 * x - (task[3] as number)),
  mean: () => 0,
  bases: [(x) => [Math.sin(x), Math.cos(x), Math.sin(2 * x), Math.cos(2 * x)]],
  levels: {
    zero: (uniformMoments(amplitudes).square * (1 + second ** 2)) / 2,
    mean: (uniformMoments(amplitudes).square * (1 + second ** 2)) / 2,
    oracle: 0,
  },
  oracleSupport: 4,
});
