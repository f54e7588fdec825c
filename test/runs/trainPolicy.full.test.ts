import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { adaptivePolicies } from "../../policies/index.js";
import { linear } from "../../simulators/linear.js";
import { InputError, InterruptedError } from "../../src/basics/errors.js";
import { version } from "../../src/basics/version.js";
import type { Progress } from "../../src/contracts/values.js";
import type { DesignInput } from "../../src/options/check.js";
import { loadPolicy } from "../../src/portable/policy.js";
import type { BeliefsFile, PolicyFile, PolicyResult, Rollouts, RunStore } from "../../src/records/types.js";
import { trainPolicy } from "../../src/runs/designExperiment.js";
import { build } from "../cli/support.js";
import { MemoryStore, timelessMetrics } from "../support/memoryStore.js";
import { threshold } from "../support/threshold.js";

const backend = tf.getBackend() === "tensorflow" ? "native" : "wasm";
const small: DesignInput = {
  simulator: "pharmacokinetic",
  designs: 2,
  seed: 3,
  backend,
  estimator: "infoNce",
  policyHidden: [6, 5],
  training: { steps: 30, batch: 48, hidden: [8], features: 4, warmup: 5, validateEvery: 10, designRate: 0.01 },
  evaluation: { samples: 200, contrasts: 100 },
};

async function run(input: DesignInput, store?: RunStore, stop: (progress: Progress) => boolean = () => false) {
  const control = new AbortController();
  const steps = trainPolicy(input, store, control.signal);
  const phases = new Set<string>();
  for (let next = await steps.next(); ; next = await steps.next()) {
    if (next.done) return { ...next.value, phases: [...phases] };
    phases.add(next.value.phase);
    if (stop(next.value)) control.abort();
  }
}

const timeless = ({ result, policy }: { result: PolicyResult; policy: PolicyFile }) => ({
  policy,
  result: {
    ...result,
    training: {
      ...{ ...result.training, seconds: 0 },
      ...(result.training.policy ? { policy: { ...result.training.policy, seconds: 0 } } : {}),
    },
    baselines: result.baselines.map((one) => (one.seconds === undefined ? one : { ...one, seconds: 0 })),
  },
});

/** What the tests below compare with. */
const whole = new MemoryStore();
let undisturbed: Awaited<ReturnType<typeof run>>;
let tensorsLeft: number;

beforeAll(async () => {
  const before = tf.memory().numTensors;
  undisturbed = await run(small, whole);
  tensorsLeft = tf.memory().numTensors - before;
});

test("a policy is trained from the best static design, compared with it, and written down whole", () => {
  const store = whole;
  const { result, policy, phases } = undisturbed;
  expect(tensorsLeft).toBe(0);
  expect(phases).toEqual(expect.arrayContaining(["static: training 1 of 2", "training the policy"]));
  expect(result).toMatchObject({ kind: "policy", policy: "recurrent", horizon: 2, policyFile: "policy.json" });
  expect(result.baselines.map(({ name }) => name)).toEqual(["static", "greedy", "equallySpaced", "random"]);
  expect(result.baselines[0]?.design).toEqual(result.training.restarts[result.training.chosen]?.design);
  expect(result.gainPerStep?.map(({ name }) => name)).toEqual(["policy", "static"]);
  for (const [i, last] of [result.gain, result.baselines[0]?.gain].entries()) {
    const gains = result.gainPerStep?.[i]?.gains;
    expect(gains?.[1]).toEqual(last);
    expect(gains?.[0]?.lower?.value).toBeLessThan(last?.lower?.value as number); // the same experiments, stopped earlier
  }
  expect(store.beliefs).toEqual({
    kind: "beliefs",
    version,
    simulator: "pharmacokinetic",
    settings: policy.settings,
    horizon: 2,
  });
  for (const { gain } of [result, ...result.baselines])
    expect(gain.upper?.value).toBeGreaterThanOrEqual(gain.lower?.value as number);
  expect(store.metrics.filter(({ restart }) => restart === 2)).toHaveLength(30);
  expect(policy).toMatchObject({
    family: "recurrent",
    hidden: [6, 5],
    space: { kind: "box", low: [0, 0], high: [24, 24] },
    transform: { kind: "asinh" },
  });
  expect(policy.parameters["design/gru1/u"]?.shape).toEqual([5, 15]);
  expect(store.latency).toMatchObject({ decisions: 2000 });
  const { design, outcome, courses } = store.rollouts as Rollouts;
  expect([design.length, outcome.length, courses?.length]).toEqual([300, 300, 300]);
  // the portable policy, told what was seen, decides as the rollouts say
  const portable = loadPolicy(policy);
  for (const [i, row] of design.entries()) {
    const session = portable.start();
    for (const [step, place] of row.entries()) {
      expect(session.next()?.design[0]).toBeCloseTo(place, 3);
      session.observe({ design: [place], outcome: [outcome[i]?.[step] as number] });
    }
  }
  expect(JSON.parse(JSON.stringify(policy))).toEqual(policy);
});

test.each([
  ["while the policy is trained", ({ phase }: Progress) => phase.includes("the policy")],
  ["while the policy is evaluated", ({ phase }: Progress) => phase.includes("policy: evaluating")],
])("stopped %s and resumed ends as if undisturbed", async (_, stop) => {
  const store = new MemoryStore();
  await expect(run(small, store, stop)).rejects.toThrow(InterruptedError);
  expect(timeless(await run(small, store))).toEqual(timeless(undisturbed));
  expect(timelessMetrics(store)).toEqual(timelessMetrics(whole));
  expect(store.rollouts).toEqual(whole.rollouts);
});

test("the same by the score function, whose baselines are learned too", async () => {
  const evaluation = { ...small.evaluation, criticSteps: 5 };
  const input: DesignInput = { ...small, simulator: threshold, evaluation, gainAfter: "last" };
  const [first, store] = [new MemoryStore(), new MemoryStore()];
  const expected = await run(input, first);
  const midway = ({ phase, fraction }: Progress) => phase.includes("the policy") && fraction > 0;
  await expect(run(input, store, midway)).rejects.toThrow(InterruptedError);
  expect(timeless(await run(input, store))).toEqual(timeless(expected));
  expect(timelessMetrics(store)).toEqual(timelessMetrics(first));
});

test("the same with a helping process", async () => {
  build();
  expect(timeless(await run({ ...small, processes: 2 }))).toEqual(timeless(undisturbed));
});

test("with a likelihood the contrastive bound trains it; deep sets too", async () => {
  const { result } = await run({ ...small, estimator: "pce", policy: "deepSets" });
  expect(result).toMatchObject({ policy: "deepSets", estimator: "pce" });
  expect(result.gain.lower?.method).toBe("sPCE");
});

test("without a likelihood each step has a critic of its own, which is kept for beliefs", async () => {
  const create: typeof linear.create = (...given) => {
    const { logLikelihood: _, exactGain: _slow, ...rest } = linear.create(...given);
    return rest;
  };
  const evaluation = { ...small.evaluation, criticSteps: 5 };
  const input: DesignInput = { ...small, simulator: { ...linear, create }, evaluation };
  const store = new MemoryStore();
  const { result } = await run(input, store);
  const [first, last] = result.gainPerStep?.[0]?.gains ?? [];
  expect([first, last]).toMatchObject(
    [result.gain, result.gain].map(() => ({ upper: null, other: [{ method: "KSG-1, k = 3" }] })),
  );
  expect(last).toEqual(result.gain);
  const { critics, thetas } = (store.beliefs as BeliefsFile).learned as NonNullable<BeliefsFile["learned"]>;
  expect(thetas.shape).toEqual([100, 2]);
  expect(critics.map((critic) => critic?.scaling.outcome.mean.length)).toEqual([2, 4]);
  const again = new MemoryStore();
  await run({ ...input, gainAfter: "last" }, again);
  expect(again.result).not.toHaveProperty("gainPerStep");
  expect(again.beliefs?.learned).toEqual({ critics: [null, critics[1]], thetas });
});

test("an unknown policy is named with its neighbour", async () => {
  await expect(run({ ...small, policy: "recurent" })).rejects.toThrow(
    new InputError(
      `unknown adaptive policy "recurent"; did you mean "recurrent"? Known: ${Object.keys(adaptivePolicies).join(", ")}`,
    ),
  );
});
