/** The kernel of a Gaussian process by the evidence of what was observed. */
import { type Kernel, type Observation, processGiven } from "./gaussianProcess.js";

/** What is believed of the logarithm of a length before anything is observed, a normal distribution: coordinates are shares of a range. */
const believed = { length: 0.5, spread: 1 } as const;

/** Beyond them nothing would change, or nothing be learned. */
const limits = { lengths: [0.02, 20], drift: [0.1, 100], noise: [1e-2, 1e6], shift: [1e-6, 100] } as const;

/** Of a logarithm, at first. */
const firstStep = 1;

interface Fitted {
  readonly kernel: Kernel;
  /** Log of the evidence times the density of what was believed. */
  readonly worth: number;
}

/**
 * The best kernel that a pattern search reaches (Hooke and Jeeves 1961, J. ACM 8:212): one logarithm after the other goes a step up or down, whichever
 * is better; where neither is, its next step is half as long. Evaluations are decompositions only, where a gradient needs the inverse.
 */
export function fitKernel(observed: readonly Observation[], start: Kernel, sweeps: number): Fitted {
  const d = start.lengths.length;
  const kernelOf = (logs: readonly number[]): Kernel => {
    const [drift, noise, shift] = logs.slice(d).map(Math.exp) as [number, number, number];
    return { lengths: logs.slice(0, d).map(Math.exp), drift, noise, shift };
  };
  const worthOf = (logs: readonly number[]): number => {
    const belief = logs.slice(0, d).map((log) => -0.5 * ((log - Math.log(believed.length)) / believed.spread) ** 2);
    const { evidence } = processGiven(observed, kernelOf(logs));
    return Number.isNaN(evidence) ? Number.NEGATIVE_INFINITY : belief.reduce((sum, one) => sum + one, evidence);
  };
  const bounds = [...start.lengths.map(() => limits.lengths), limits.drift, limits.noise, limits.shift];
  const within = (i: number, log: number): number => {
    const [low, high] = bounds[i] as readonly [number, number];
    return Math.min(Math.log(high), Math.max(Math.log(low), log));
  };
  const at = [...start.lengths, start.drift, start.noise, start.shift].map((x, i) => within(i, Math.log(x)));
  const steps = at.map(() => firstStep);
  let worth = worthOf(at);
  for (let sweep = 0; sweep < sweeps; sweep++)
    for (const [i, step] of steps.entries()) {
      const before = at[i] as number;
      const ways = [step, -step].map((by): [number, number] => {
        const after = within(i, before + by);
        return [by, after];
      });
      steps[i] = step / 2;
      for (const [by, after] of ways) {
        at[i] = after;
        const value = worthOf(at);
        if (value > worth) {
          [worth, steps[i]] = [value, by];
          break;
        }
        at[i] = before;
      }
    }
  return { kernel: kernelOf(at), worth };
}
