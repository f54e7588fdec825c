import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { InterruptedError } from "../../src/basics/errors.js";
import { ascend } from "../../src/engine/ascent/index.js";
import { compileStep } from "../../src/engine/compile/index.js";
import { tidied } from "../../src/engine/tensors.js";
import { estimators } from "../../src/estimators/index.js";
import { buildObjective } from "../../src/information/objective.js";
import { groupsOf, isDesign, packState, type TrainState, tensorsOf, unpackState } from "../../src/information/training/state.js";
import { compileTraining, stepInputs } from "../../src/information/training/step.js";
import type { TrainTask } from "../../src/information/training/task.js";
import { designOf, type TrainEvent, train } from "../../src/information/training/train.js";
import { key } from "../../src/numbers/keys.js";
import { trainingDefaults } from "../../src/options/defaults.js";
import { withSettings } from "../../src/runs/chooseEstimator.js";
import { withCritic } from "../../src/runs/critic.js";
import { largestGap } from "../support/largestGap.js";
import { collect, plainLinear, prepare } from "./tinyTraining.js";

/** Runs until `step` is done, stops, and gives the state as a checkpoint on disk would: a copy. */
async function stoppedAt(step: number, task: TrainTask, state: TrainState): Promise<TrainState> {
  const stop = new AbortController();
  await expect(async () => {
    for await (const event of train(task, state, stop.signal)) if (event.step === step) stop.abort();
  }).rejects.toThrow(InterruptedError);
  const packed = packState(state);
  const copy = {
    state: JSON.parse(JSON.stringify(packed.state)),
    arrays: Object.fromEntries(Object.entries(packed.arrays).map(([name, x]) => [name, x.slice()])),
  };
  return unpackState(copy, state);
}

describe("going on", () => {
  test.each(["flo", "pce", "mine", "ba", "etaMine"])(
    "from 30 of 60 steps ends with the same bits as 60 undisturbed, %s",
    async (estimator) => {
      const whole = prepare({ estimator });
      const events = await collect(whole.task, whole.state);
      const half = prepare({ estimator });
      const saved = await stoppedAt(30, half.task, half.state);
      expect(saved.counters.step).toBe(30);
      const rest = await collect(prepare({ estimator }).task, saved);
      expect(saved).toEqual(whole.state);
      const bare = (list: TrainEvent[]) => list.map(({ about: _, ...event }) => event); // each run says once how its step runs
      expect(bare(rest)).toEqual(bare(events.slice(30)));
      expect(events.filter(({ about }) => about !== undefined)).toHaveLength(1);
      expect(whole.state.counters.designUpdates).toBe(50); // all but the warm-up
    },
  );

  test("a checkpoint that lacks an array, or is another training's, is refused by what differs", () => {
    const like = prepare().state;
    const { state, arrays } = packState(like);
    for (const name of ["m:design/raw", "average:design/raw"]) {
      const { [name]: _, ...rest } = arrays;
      expect(() => unpackState({ state, arrays: rest }, like)).toThrow(`lacks ${name}`);
    }
    const wider = prepare({ features: 5 }).state;
    const differs = /its (\S+) is \[\d+, 4\] and not \[\d+, 5\].*config\.json/;
    expect(() => unpackState(packState(like), wider)).toThrow(differs);
    const { "design/raw": _, ...others } = like.parameters;
    expect(() => unpackState(packState(like), { ...like, parameters: others })).toThrow("its design/raw is not trained here");
    expect(() => unpackState(packState({ ...like, parameters: others }), like)).toThrow("it has no design/raw");
  });
});

describe("a training", () => {
  test("is a function of its key", async () => {
    const [one, again, other] = [prepare(), prepare(), prepare()];
    await collect(one.task, one.state);
    await collect(again.task, again.state);
    await collect({ ...other.task, key: key(99) }, other.state);
    expect(again.state).toEqual(one.state);
    expect(other.state).not.toEqual(one.state);
  });

  test("moves the design from 2 towards the edge with a likelihood, and stays feasible at every event", async () => {
    const { task, state } = prepare({ estimator: "pce", designRate: 0.3 });
    const events = await collect(task, state);
    for (const { design } of events) expect(task.simulator.designs.violation(design)).toBeUndefined();
    expect(Math.abs(events.at(-1)?.design[0] as number)).toBeGreaterThan(8);
    expect(designOf(task, state)).toEqual(events.at(-1)?.design);
  });

  test("leaves the design alone during the warm-up, then moves it every criticSteps steps", async () => {
    const { task, state } = prepare({ warmup: 20, criticSteps: 4 });
    const events = await collect(task, state);
    const designs = events.map(({ design }) => design[0]);
    expect(new Set(designs.slice(0, 20)).size).toBe(1);
    expect(designs[20]).not.toBe(designs[19]);
    expect(designs.slice(20, 24)).toEqual(Array(4).fill(designs[20]));
    expect(designs[24]).not.toBe(designs[23]);
    expect([state.counters.designUpdates, state.counters.criticUpdates]).toEqual([10, 60]);
  });

  test("tells the mean and error of its bounds, and validates when it should", async () => {
    const { task, state } = prepare({ steps: 400 });
    const events = await collect(task, state);
    expect(events.map(({ step }) => step)).toEqual(Array.from({ length: 200 }, (_, i) => 2 * (i + 1)));
    expect(events.filter(({ validation }) => validation !== undefined).map(({ step }) => step)).toEqual(
      Array.from({ length: 20 }, (_, i) => 20 * (i + 1)),
    );
    expect(events.every(({ bound, se }) => Number.isFinite(bound) && se > 0)).toBe(true);
    expect(state.counters.recent).toEqual([]);
  });

  test("stops after `patience` validations that were no better, and not without", async () => {
    const still = { estimator: "pce", designRate: 1e-9, steps: 400 } as const;
    const stopping = prepare({ ...still, patience: 3 });
    const events = await collect(stopping.task, stopping.state);
    // The first validation is the best one; three more are no better.
    expect(events.at(-1)?.step).toBe(4 * 20);
    expect(stopping.state.counters.stopped).toBe(true);
    expect(await collect(stopping.task, stopping.state)).toEqual([]);
    const patient = prepare({ ...still, patience: 0 });
    expect((await collect(patient.task, patient.state)).at(-1)?.step).toBe(400);
  });

  test("leaves no tensor behind, interrupted or not", async () => {
    const { task, state } = prepare();
    const before = tf.memory().numTensors;
    const saved = await stoppedAt(30, task, state);
    expect(tf.memory().numTensors).toBe(before);
    await collect(task, saved);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("one step", () => {
  const rates = { design: 0.1, critic: 0.01, clipNorm: 1 };
  type Arrays = Record<string, Float32Array>;

  /** The parameters of a training under an objective whose gradients are whatever is given. */
  function movable() {
    const { state } = prepare();
    const names = Object.keys(state.parameters);
    const filled = (by: number): Arrays =>
      Object.fromEntries(names.map((name) => [name, new Float32Array(state.parameters[name]?.value.length as number).fill(by)]));
    const tensors = (arrays: Arrays) =>
      Object.fromEntries(
        names.map((name) => [name, tf.tensor(arrays[name] as Float32Array, [...(state.parameters[name]?.shape ?? [])])]),
      );
    const step = tidied(() =>
      compileStep(
        (params, given) => ({
          bound: tf.addN(names.map((name) => tf.sum(tf.mul(params[name] as tf.Tensor, given[name] as tf.Tensor)))),
        }),
        {
          variables: tensorsOf(state),
          inputs: tensors(filled(1)),
          optimizer: {
            objective: "bound",
            groups: { design: names.filter(isDesign), critic: names.filter((name) => !isDesign(name)) },
          },
        },
      ),
    );
    const move = (gradients: Arrays, { bound = 1, ...others }: Partial<typeof rates> & { bound?: number } = {}): boolean => {
      tidied(() => step.run(tensors(gradients)));
      const { clipNorm, ...own } = { ...rates, ...others };
      return ascend(step, groupsOf(names), state.counters, { watched: [bound], rates: own, clipNorm });
    };
    const values = () => Object.values(step.read(names)).flatMap((value) => Array.from(value));
    return { step, state, filled, move, values };
  }

  test("a gradient a million times the usual one moves no parameter further than the usual would", () => {
    const [usual, huge] = [movable(), movable()];
    for (let t = 0; t < 20; t++) for (const one of [usual, huge]) one.move(one.filled(0.01));
    const before = usual.values();
    usual.move(usual.filled(0.01));
    huge.move(huge.filled(1e4));
    const [far, near] = [largestGap(huge.values(), before), largestGap(usual.values(), before)];
    expect(far).toBeLessThan(1.2 * near);
    // and the steps after it are as before: Adam's second moment has not been blown up
    const after = huge.values();
    huge.move(huge.filled(0.01));
    expect(largestGap(huge.values(), after)).toBeGreaterThan(0.8 * near);
  });

  test("the two groups are clipped apart: a huge gradient of the critic leaves the design's step as it was", () => {
    const [quiet, loud] = [movable(), movable()];
    for (let t = 0; t < 5; t++) for (const one of [quiet, loud]) one.move(one.filled(0.01));
    quiet.move(quiet.filled(0.01));
    loud.move({ ...loud.filled(1e4), "design/raw": Float32Array.of(0.01) });
    expect(loud.step.pull()["design/raw"]).toEqual(quiet.step.pull()["design/raw"]);
  });

  test("changes nothing when the bound or one gradient is not finite, and a group of rate 0 stays", () => {
    const { step, state, filled, move } = movable();
    const before = { pulled: step.pull(), counters: structuredClone(state.counters) };
    expect(move(filled(1), { bound: Number.NaN })).toBe(false);
    expect(move({ ...filled(1), "design/raw": Float32Array.of(Infinity) })).toBe(false);
    expect({ pulled: step.pull(), counters: state.counters }).toEqual(before);
    move(filled(1), { design: 0 });
    const after = step.pull();
    expect(after["design/raw"]).toEqual(before.pulled["design/raw"]);
    expect(after["critic/offset"]).not.toEqual(before.pulled["critic/offset"]);
  });

  test("gradients are those of finite differences of the bound, parameter by parameter", () => {
    const { task, state } = prepare({ hidden: [], features: 2 });
    const draw = task.validation;
    const inputs = stepInputs(task, { draw, key: key(1), progress: 0.5 });
    const step = compileTraining(task, state, inputs);
    step.run(inputs);
    for (const [name, gradient] of Object.entries(step.gradients())) {
      const { value } = state.parameters[name] as TrainState["parameters"][string];
      const h = 0.01;
      const at = (shift: number): number => {
        const moved = value.slice();
        moved[0] = (value[0] as number) + shift;
        step.push({ [name]: { value: moved } });
        const { bound } = step.run(inputs);
        step.push({ [name]: { value } });
        return bound?.[0] as number;
      };
      const difference = (at(h) - at(-h)) / (2 * h);
      expect([name, Math.abs(difference - (gradient[0] as number)) < 2e-3 + 0.02 * Math.abs(difference)]).toEqual([name, true]);
    }
  });
});

test("one trained number moves at a rate of its own, and apart from the critic", async () => {
  const moved = async (rate: number) => {
    const { task, state } = prepare({ estimator: "etaMine", steps: 1 });
    const estimator = withSettings(estimators.etaMine, { rate }).estimator;
    const objective = buildObjective(plainLinear, estimator, withCritic(task.options), {
      theta: { mean: [0, 0], sd: [1, 1] },
      outcome: { mean: [0], sd: [1] },
      designSeen: false,
    });
    expect(groupsOf(Object.keys(state.parameters)).paced?.names).toEqual(["paced/auxiliary"]);
    await collect({ ...task, objective }, state);
    return state.parameters["paced/auxiliary"]?.value[0] as number;
  };
  // Adam's first step is the rate itself, whatever the gradient.
  const { criticRate } = trainingDefaults;
  expect(Math.abs(await moved(100))).toBeCloseTo(100 * criticRate, 4);
  expect(Math.abs(await moved(3))).toBeCloseTo(3 * criticRate, 4);
});
