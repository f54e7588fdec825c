import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { fixed } from "../../policies/fixed.js";
import { random } from "../../policies/random.js";
import { linear } from "../../simulators/linear.js";
import { InterruptedError } from "../../src/basics/errors.js";
import type { Estimate, Gain } from "../../src/contracts/gain.js";
import type { EvaluationOptions } from "../../src/contracts/options.js";
import type { Policy } from "../../src/contracts/policy.js";
import type { Simulator } from "../../src/contracts/simulator.js";
import type { Progress } from "../../src/contracts/values.js";
import type { Evaluation, EvaluationTask } from "../../src/information/evaluation/task.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { key } from "../../src/numbers/keys.js";
import { evaluatePolicy } from "../../src/runs/evaluate.js";
import { integral } from "../support/statistics.js";

const simulator = createSimulator(linear, 1);
const exact = (design: number): number => simulator.exactGain?.([design]).value as number;

async function evaluated(
  policy: Policy,
  given: Partial<EvaluationOptions & { seed: number; simulator: Simulator }> = {},
  signal?: AbortSignal,
): Promise<Evaluation & { progress: Progress[] }> {
  const { seed = 1, simulator: of = simulator, ...sizes } = given;
  const options: EvaluationOptions = { samples: 2000, contrasts: 1000, criticSteps: 30, criticBatch: 32, ...sizes };
  const task: EvaluationTask = { simulator: of, policy, params: {}, options, key: key(seed) };
  const steps = evaluatePolicy(task, signal);
  const progress: Progress[] = [];
  for (let next = await steps.next(); ; next = await steps.next()) {
    if (next.done) return { ...next.value, progress };
    progress.push(next.value);
  }
}

const bounds = ({ lower, upper }: Gain) => ({ lower: lower as Estimate, upper: upper as Estimate });

describe("with a likelihood", () => {
  test.each([-10, -3, 0, 1, 7])("both bounds are near the exact gain of measuring at %d, and on their sides", async (design) => {
    const { gain, notes } = await evaluated(fixed([design]));
    const { lower, upper } = bounds(gain);
    expect(gain.exact).toBe(exact(design));
    expect(lower.value).toBeLessThan(exact(design) + 3 * lower.se);
    expect(upper.value).toBeGreaterThan(exact(design) - 3 * upper.se);
    // 1,000 contrasts leave a bias of about e^2.5/1000 nats on each side at most
    expect(Math.abs(lower.value - exact(design))).toBeLessThan(3.5 * lower.se + 0.02);
    expect(Math.abs(upper.value - exact(design))).toBeLessThan(3.5 * upper.se + 0.02);
    expect(lower.se).toBeLessThan(0.05);
    expect([notes, gain.other]).toEqual([[], undefined]);
  });

  test("random designs are worth the exact gain's average over the space", async () => {
    const { gain } = await evaluated(random, { samples: 8000 });
    const { lower, upper } = bounds(gain);
    const average = integral(exact, -10, 10, 20) / 20;
    expect(gain.exact).toBeUndefined();
    expect(Math.abs(lower.value - average)).toBeLessThan(3.5 * lower.se + 0.02);
    expect(Math.abs(upper.value - average)).toBeLessThan(3.5 * upper.se + 0.02);
    expect([lower.value > exact(0), lower.value < exact(10)]).toEqual([true, true]);
    // Samples that share a design move together: the error counts designs, not samples.
    const naive = (await evaluated(fixed([4]), { samples: 8000 })).gain;
    expect(lower.se).toBeGreaterThan(1.3 * bounds(naive).lower.se);
  });

  test("the same key gives the same bits, another key other samples", async () => {
    const small = { samples: 200, contrasts: 50 };
    const [one, again, other] = [1, 1, 2].map((seed) => evaluated(fixed([4]), { ...small, seed }));
    expect((await again)?.gain).toEqual((await one)?.gain);
    expect((await other)?.gain.lower?.value).not.toBe((await one)?.gain.lower?.value);
  });

  test("says how many samples and contrasts there were, and what it could have reported at most", async () => {
    const { gain } = await evaluated(fixed([4]), { samples: 300, contrasts: 77 });
    expect(gain.lower).toMatchObject({ method: "sPCE", samples: 300, contrasts: 77, cap: Math.log(78) });
    expect(gain.upper).toMatchObject({ method: "sNMC", samples: 300, contrasts: 77 });
    expect(gain.upper?.cap).toBeUndefined();
  });

  test("counts as many likelihoods as it says", async () => {
    let scored = 0;
    const counting: Simulator = {
      ...simulator,
      logLikelihood(theta, design, outcome) {
        theta.dataSync(); // what reads numbers is not compiled, but called for every block
        scored += theta.shape[0] * outcome.shape[0];
        return simulator.logLikelihood?.(theta, design, outcome) as tf.Tensor2D;
      },
    };
    await evaluated(fixed([4]), { samples: 300, contrasts: 77, simulator: counting });
    expect(scored).toBe(2 * 300 * 77 + 100 * 3 * 3); // all contrasts for the gain and for what is left unknown, a square for each group's own
  });

  test("a cap that binds is told", async () => {
    const { gain, notes } = await evaluated(fixed([10]), {
      contrasts: 5,
      simulator: createSimulator(linear, 1, { priorSd: 1000 }),
    });
    expect(gain.lower?.value).toBeLessThan(Math.log(6));
    expect(notes.join()).toMatch(/near its cap 1\.79 nats: raise --contrasts/);
  });

  test("tells how far it is, leaves no tensor behind, and stops when told to", async () => {
    const before = tf.memory().numTensors;
    const { progress } = await evaluated(fixed([4]), { samples: 200, contrasts: 20 });
    const shares = progress.map(({ fraction }) => fraction);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
    const stop = new AbortController();
    stop.abort();
    await expect(evaluated(fixed([4]), { samples: 200, contrasts: 20 }, stop.signal)).rejects.toThrow(InterruptedError);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("without a likelihood", () => {
  const { logLikelihood: _, ...without } = simulator;

  test("reads a fresh critic on samples of its own: a lower bound only, and a second opinion", async () => {
    const before = tf.memory().numTensors;
    const sizes = { samples: 300, contrasts: 40, simulator: without };
    const { gain, progress } = await evaluated(fixed([4]), sizes);
    expect(gain.lower).toMatchObject({ method: "InfoNCE, fresh critic", samples: 300, contrasts: 40, cap: Math.log(41) });
    expect(gain.upper).toBeNull();
    expect(gain.other).toMatchObject([{ method: "KSG-1, k = 3", samples: 300 }]);
    expect(gain.exact).toBe(exact(4));
    const shares = progress.map(({ fraction }) => fraction);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
    expect((await evaluated(fixed([4]), sizes)).gain).toEqual(gain);
    expect(tf.memory().numTensors).toBe(before);
  });

  test("interrupted while the critic trains, it leaves no tensor behind", async () => {
    const before = tf.memory().numTensors;
    const stop = new AbortController();
    stop.abort();
    await expect(evaluated(fixed([4]), { simulator: without }, stop.signal)).rejects.toThrow(InterruptedError);
    expect(tf.memory().numTensors).toBe(before);
  });
});
