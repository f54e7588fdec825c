import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { linear } from "../../simulators/linear.js";
import { InputError, InterruptedError } from "../../src/basics/errors.js";
import type { SimulatorFamily } from "../../src/contracts/simulator.js";
import type { Progress } from "../../src/contracts/values.js";
import { createSimulator, defineSimulator } from "../../src/modelling/defineSimulator.js";
import { checkDesignOptions, type DesignInput } from "../../src/options/check.js";
import type { DesignResult, RunStore } from "../../src/records/types.js";
import { chooseEstimator } from "../../src/runs/chooseEstimator.js";
import { designExperiment } from "../../src/runs/designExperiment.js";
import { prepareDesign } from "../../src/runs/job.js";
import { MemoryStore, timelessMetrics } from "../support/memoryStore.js";

const backend = tf.getBackend() === "tensorflow" ? "native" : "wasm";

/** The linear simulator under a name of its own, without its exact gain, which takes a second, and without what else is named. */
const lacking = (name: string, ...parts: ("exactGain" | "logLikelihood")[]): SimulatorFamily =>
  defineSimulator({
    ...linear,
    name,
    create(designs, settings) {
      const simulator = { ...linear.create(designs, settings), name };
      for (const part of parts) delete simulator[part];
      return simulator;
    },
  });
const quick = lacking("quick", "exactGain");
const hidden = lacking("hidden", "exactGain", "logLikelihood");
const vague = defineSimulator({
  ...linear,
  name: "vague",
  create(designs, settings) {
    const { prior, ...rest } = linear.create(designs, settings);
    const { logDensity: _, ...sampled } = prior;
    return { ...rest, prior: sampled, name: "vague" };
  },
});

const small: DesignInput = {
  simulator: quick,
  designs: 2,
  seed: 3,
  backend,
  estimator: "flo",
  training: { steps: 20, batch: 64, hidden: [8], features: 4, restarts: 2, warmup: 5, validateEvery: 10 },
  evaluation: { samples: 200, contrasts: 100, criticSteps: 20, criticBatch: 16 },
};

interface Watched {
  readonly store?: RunStore;
  /** Told every event; true stops the run. */
  readonly stop?: (progress: Progress) => boolean;
}

async function run(input: DesignInput, { store, stop }: Watched = {}): Promise<{ result: DesignResult; progress: Progress[] }> {
  const control = new AbortController();
  const steps = designExperiment(input, store, control.signal);
  const progress: Progress[] = [];
  for (let next = await steps.next(); ; next = await steps.next()) {
    if (next.done) return { result: next.value, progress };
    progress.push(next.value);
    if (stop?.(next.value)) control.abort();
  }
}

const timeless = ({ training, ...rest }: DesignResult) => ({ ...rest, training: { ...training, seconds: 0 } });

let first: Promise<Awaited<ReturnType<typeof run>> & { store: MemoryStore }> | undefined;

/** The run that others are compared with, made once. */
function undisturbed() {
  const store = new MemoryStore();
  first ??= run(small, { store }).then((done) => ({ ...done, store }));
  return first;
}

describe("a design run", () => {
  test("records, chooses the best restart, and is evaluated beside its baselines", async () => {
    const before = tf.memory().numTensors;
    const { result, progress, store } = await undisturbed();
    expect(tf.memory().numTensors).toBe(before);

    expect(store.result).toEqual(result);
    expect(result).toMatchObject({ kind: "design", simulator: "quick", estimator: "flo", seed: 3, backend });
    expect(result.settings).toEqual(createSimulator(linear, 2).settings);
    const { restarts, chosen, steps, bound, cap } = result.training;
    expect([restarts.length, steps, cap]).toEqual([2, 40, null]);
    expect(Math.max(...restarts.map(({ compared }) => compared.value))).toBe(restarts[chosen]?.compared.value);
    expect(result.design).toEqual(restarts[chosen]?.design);
    expect(restarts[0]?.design).not.toEqual(restarts[1]?.design);
    expect(restarts.every(({ compared }) => compared.samples === 4096 && compared.se > 0)).toBe(true);
    expect(Number.isFinite(bound.value)).toBe(true);

    const { designs } = createSimulator(linear, 2);
    for (const { design } of [...restarts, ...store.metrics]) expect(designs.violation(design)).toBeUndefined();
    expect(result.baselines.map(({ name, design }) => [name, design])).toEqual([
      ["equallySpaced", designs.equallySpaced()],
      ["random", null],
    ]);
    for (const { gain } of [result, ...result.baselines]) expect(gain.upper?.value).toBeGreaterThan(gain.lower?.value as number);

    const places = store.metrics.map(({ restart, step }) => restart * 20 + step);
    expect(places).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
    const times = store.metrics.map(({ seconds }) => seconds);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(store.metrics.filter(({ validation }) => validation !== undefined)).toHaveLength(4);
    expect(store.drawing?.paths).toHaveLength(400);

    const shares = progress.map(({ fraction }) => fraction);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.every((share) => share > 0 && share <= 1)).toBe(true);
    expect(progress[0]?.phase).toBe("training 1 of 2");
  });

  test("is a function of its seed, with or without a store", async () => {
    const one = await undisturbed();
    expect(timeless((await run(small)).result)).toEqual(timeless(one.result));
    expect((await run({ ...small, seed: 4 })).result.design).not.toEqual(one.result.design);
  });

  test.each([
    ["in the middle of the first training", ({ phase, fraction }: Progress) => phase === "training 1 of 2" && fraction > 0.1],
    ["in the second training", ({ phase, fraction }: Progress) => phase === "training 2 of 2" && fraction > 0.5],
    ["while baselines are evaluated", ({ phase }: Progress) => phase.startsWith("random")],
  ])("stopped %s and resumed ends as if undisturbed", async (_, stop) => {
    const { result, store: whole } = await undisturbed();
    const store = new MemoryStore();
    await expect(run(small, { store, stop })).rejects.toThrow(InterruptedError);
    expect(store.saves).toBeGreaterThan(0);
    expect(store.result).toBeUndefined();
    const resumed = await run(small, { store });
    expect(timeless(resumed.result)).toEqual(timeless(result));
    expect(timelessMetrics(store)).toEqual(timelessMetrics(whole));
  });

  test("without a likelihood says which method it used, and that it knows no upper bound", async () => {
    const { result } = await run({ ...small, simulator: hidden, estimator: "infoNce" });
    expect(result.simulator).toBe("hidden");
    expect(result.gain.upper).toBeNull();
    expect(result.gain.lower?.method).toMatch(/fresh critic/);
    expect(result.training.cap).toBe(Math.log(64));
  });

  test("one restart is told as one training", async () => {
    const { result, progress } = await run({ ...small, estimator: "pce", training: { ...small.training, restarts: 1 } });
    expect(result.training.restarts).toHaveLength(1);
    expect(progress[0]?.phase).toBe("training");
  });

  test("warns of a cap that the training ran against, and only then", async () => {
    const training = { ...small.training, restarts: 1, batch: 4 };
    const capped = await run({ ...small, estimator: "pce", training, settings: { priorSd: 1000 } });
    expect(capped.result.warnings.join()).toMatch(/pce was trained against its cap.*1\.39 nats.*--batch.*flo, nwj/);
    const near = { ...training, nearContrasts: 20, trainingContrasts: 25 };
    const chosen = await run({ ...small, estimator: "pce", training: near, settings: { priorSd: 1000 } });
    expect(chosen.result.warnings.join()).toMatch(
      /against its cap.*3\.22 nats.*\. Raise --training-contrasts, or leave them out\./,
    );
    expect((await undisturbed()).result.warnings.filter((warning) => warning.includes("cap"))).toEqual([]);
  });
});

describe("what is chosen and what is refused", () => {
  const refusal = (input: DesignInput): Promise<unknown> =>
    run(input).then(
      () => "nothing was refused",
      (error: unknown) => error,
    );

  test.each([
    ["pce without a likelihood", { simulator: hidden, estimator: "pce" }, /pce needs a likelihood, and hidden has none.*flo/],
    ["an estimate from samples as objective", { estimator: "ksg" }, /ksg estimates from samples.*flo/],
    [
      "ba without the prior's density",
      { simulator: vague, estimator: "ba" },
      /ba needs the prior's density, and .* vague .*logDensity.*flo/,
    ],
    ["an upper bound as objective", { estimator: "nmc" }, /nmc is not a lower bound.*proves nothing.*flo/],
    ["an unknown estimator", { estimator: "infonse" }, /unknown estimator|must be.*infoNce|did you mean "infoNce"/],
    ["an unknown simulator", { simulator: "linaer" }, /unknown simulator "linaer"; did you mean "linear"/],
    ["an unknown critic", { training: { critic: "gausian" } }, /gaus/],
    ["an unknown preset", { preset: "papr" }, /did you mean "paper"/],
    ["an unknown setting", { settings: { noiseSD: 2 } }, /noiseSD.*did you mean "noiseSd"/],
    ["an unknown option", { training: { stesp: 3 } as object }, /unknown option "training.stesp"; did you mean "steps"/],
    ["a number out of range", { training: { batch: 1 } }, /batch.* got 1/],
  ])("%s", async (_, given, message) => {
    const error = await refusal({ ...small, ...given } as DesignInput);
    expect(error).toBeInstanceOf(InputError);
    expect((error as Error).message).toMatch(message);
  });

  test("where nothing is said, pce with a likelihood and flo without", () => {
    expect(chooseEstimator(undefined, createSimulator(linear, 1)).name).toBe("pce");
    expect(chooseEstimator(undefined, createSimulator(hidden, 1)).name).toBe("flo");
  });

  test("what is asked for goes before the preset, the preset before the recommendation, that before the defaults", async () => {
    const resolved = async (given: DesignInput) => (await prepareDesign(checkDesignOptions({ backend, ...given }))).training;
    const plain = await resolved({ simulator: "linear", estimator: "flo" });
    expect(plain).toMatchObject({
      critic: "gaussian",
      restarts: 2,
      ...linear.recommended?.(chooseEstimator("flo", createSimulator(linear, 1))),
    });
    const paper = await resolved({ simulator: "linear", preset: "paper", training: { features: 7 } });
    expect(paper).toMatchObject({ ...linear.presets?.paper, estimator: "flo", features: 7 });
    expect(await resolved({ simulator: "linear" })).toMatchObject({ estimator: "pce", warmup: 0, designRate: 0.5 });
  });
});
