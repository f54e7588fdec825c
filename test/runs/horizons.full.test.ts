/** A policy that serves one and two counts of an epidemic of deaths, where what each is worth can be counted out. */
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { simulators } from "../../simulators/index.js";
import { InterruptedError } from "../../src/basics/errors.js";
import type { Progress } from "../../src/contracts/values.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import type { DesignInput } from "../../src/options/check.js";
import { loadPolicy } from "../../src/portable/policy.js";
import type { PolicyFile, PolicyResult } from "../../src/records/types.js";
import { trainPolicy } from "../../src/runs/designExperiment.js";
import { MemoryStore, timelessMetrics } from "../support/memoryStore.js";

const input: DesignInput = {
  ...{ simulator: "death", designs: 2, horizons: "all", policy: "deepSets", policyHidden: [16], greedy: "no", seed: 2 },
  backend: tf.getBackend() === "tensorflow" ? "native" : "wasm",
  ...{ staticSteps: 60, training: { steps: 120, batch: 128, restarts: 1, validateEvery: 40, designRate: 5e-3 } },
  evaluation: { samples: 500, contrasts: 500 },
};

async function run(store: MemoryStore, stop: (progress: Progress) => boolean = () => false) {
  const control = new AbortController();
  const steps = trainPolicy(input, store, control.signal);
  for (let next = await steps.next(); ; next = await steps.next()) {
    if (next.done) return next.value;
    if (stop(next.value)) control.abort();
  }
}

const whole = new MemoryStore();
let trained: { readonly result: PolicyResult; readonly policy: PolicyFile };
beforeAll(async () => {
  trained = await run(whole);
});

const people = 50;
/** Rates with their shares: a normal of mean and standard deviation 1, cut off at 0. */
const rates = Array.from({ length: 160 }, (_, k) => Math.exp(-9 + (11 * k) / 159));
const weights = rates.map((rate) => rate * Math.exp(-0.5 * (rate - 1) ** 2));
const total = weights.reduce((sum, x) => sum + x, 0);
const shares = weights.map((x) => x / total);

/** Probability of each number of dead at a time, by rate. */
function chances(time: number): number[][] {
  let ways = 1;
  return Array.from({ length: people + 1 }, (_, y) => {
    if (y > 0) ways *= (people - y + 1) / y;
    return rates.map((rate) => ways * (-Math.expm1(-rate * time)) ** y * Math.exp(-rate * time * (people - y)));
  });
}

/** What a policy that is told so many counts is worth, by all of its histories: plain numbers, without Floe's own quadrature. */
function worth(horizon: number): number {
  const portable = loadPolicy(trained.policy);
  const session = () => portable.start({ horizon });
  const from = (belief: readonly number[], seen: readonly { design: number[]; outcome: number[] }[]): number => {
    const open = session();
    for (const one of seen) open.observe(one);
    const design = open.next()?.design;
    if (!design) return 0;
    const mass = belief.reduce((sum, x) => sum + x, 0);
    return chances(design[0]).reduce((sum, own, y) => {
      const joint = belief.map((x, k) => x * (own[k] as number));
      const chance = joint.reduce((all, x) => all + x, 0);
      const told = joint.reduce((all, x, k) => (x > 0 ? all + x * Math.log((own[k] as number) / (chance / mass)) : all), 0);
      return sum + told + (chance > 1e-7 ? from(joint, [...seen, { design, outcome: [y] }]) : 0);
    }, 0);
  };
  return from(shares, []);
}

test("told of one count it measures where one tells most, told of two where two do, and the bounds say what all histories do", () => {
  const death = createSimulator(simulators.death, 1);
  const first = (horizon: number) => loadPolicy(trained.policy).start({ horizon }).next()?.design[0] as number;
  const exact = (time: number) => death.exactGain?.([time]).value as number;
  expect(exact(first(1))).toBeGreaterThan(1.354); // 1.3559 is the most
  expect(worth(1)).toBeCloseTo(exact(first(1)), 3);
  expect(worth(2)).toBeGreaterThan(1.72); // the best static design has 1.675, the best policy 1.758
  for (const { horizon, gain } of trained.result.gainPerHorizon ?? []) {
    expect(gain.lower?.value).toBeLessThan(worth(horizon) + 4 * (gain.lower?.se as number));
    expect(gain.upper?.value).toBeGreaterThan(worth(horizon) - 4 * (gain.upper?.se as number));
  }
  expect(trained.result.gainPerHorizon?.map(({ horizon }) => horizon)).toEqual([1, 2]);
  expect(trained.result.gainPerHorizon?.[1]?.gain).toEqual(trained.result.gain);
});

test("stopped in the middle of its training and resumed, it ends with the same bytes", async () => {
  const store = new MemoryStore();
  const midway = ({ phase, fraction }: Progress) => phase.includes("the policy") && fraction > 0;
  await expect(run(store, midway)).rejects.toThrow(InterruptedError);
  const { policy, result } = await run(store);
  expect(policy).toEqual(trained.policy);
  expect([result.gain, result.gainPerHorizon]).toEqual([trained.result.gain, trained.result.gainPerHorizon]);
  expect(timelessMetrics(store)).toEqual(timelessMetrics(whole));
});
