/** Sines of unknown amplitude and phase: what several families share. */
import { uniforms } from "../../src/numbers/distributions.js";
import { split } from "../../src/numbers/keys.js";
import { seenAsItIs } from "../scaling.js";
import type { TaskFamily } from "../types.js";

type Described = Pick<TaskFamily, "name" | "summary" | "use" | "reference" | "support" | "query" | "tasks">;

interface SineOptions extends Described {
  /** Phases are uniform between 0 and this. */
  readonly phases: number;
}

export const range = { low: -5, high: 5 } as const;
export const amplitudes = { low: 0.1, high: 5 } as const;

/** Mean and mean square of a number that is uniform between two others. */
export const uniformMoments = ({ low, high }: { readonly low: number; readonly high: number }) => ({
  mean: (low + high) / 2,
  square: (low * low + low * high + high * high) / 3,
});

/** Mean of cos 2(x - c) over x uniform on [-5, 5]: sin(10)/10·cos(2c). */
const doubled = (c: number): number => (Math.sin(2 * range.high) / (2 * range.high)) * Math.cos(2 * c);

/**
 * With phases on [0, P], E sin(x - γ) = (2/P)·sin(P/2)·sin(x - P/2), and E sin²(x - γ) = 1/2 for P a multiple of π.
 * So the levels are E κ²/2, and that less the mean square of the mean curve.
 */
export function sineFamily({ phases, ...about }: SineOptions): TaskFamily {
  const { mean, square } = uniformMoments(amplitudes);
  const height = mean * (2 / phases) * Math.sin(phases / 2);
  const zero = square / 2;
  return seenAsItIs({
    ...about,
    ...range,
    parameters: 2,
    draw(key, n) {
      const k = split(key, "amplitude", "phase");
      const amplitude = uniforms(k.amplitude, n, amplitudes.low, amplitudes.high);
      const phase = uniforms(k.phase, n, 0, phases);
      return Float32Array.from({ length: 2 * n }, (_, i) => (i % 2 ? phase : amplitude)[i >> 1] as number);
    },
    value: (task, x) => (task[0] as number) * Math.sin(x - (task[1] as number)),
    mean: (x) => height * Math.sin(x - phases / 2),
    bases: [(x) => [Math.sin(x), Math.cos(x)]],
    levels: { zero, mean: zero - (height * height * (1 - doubled(phases / 2))) / 2, oracle: 0 },
    oracleSupport: 2,
  });
}

/** As public implementations of MAML have it: as many query points as support points, 25 tasks, phases in [0, π]. */
export function communitySine(points: 5 | 10): TaskFamily {
  return sineFamily({
    name: `community${points}`,
    summary: `sines of unknown amplitude and phase in [0, π]; ${points} support and ${points} query points, 25 tasks a step`,
    use: "comparison with published numbers (hidden layers 40,40; learning rate 1e-3)",
    reference: "Finn, Abbeel and Levine 2017, Model-agnostic meta-learning for fast adaptation of deep networks, section 5.1",
    support: points,
    query: points,
    tasks: 25,
    phases: Math.PI,
  });
}
