/** A curriculum of contrasts: its stages are trainings with fewer of them, it goes on from anywhere, and stops for its last stage only. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import type { FromScores } from "../../src/contracts/bounds.js";
import { estimators } from "../../src/estimators/index.js";
import { inEarlierStages, withContrasts, withNearContrasts } from "../../src/estimators/moreContrasts.js";
import { gradientOf } from "../../src/information/training/gradient.js";
import type { TrainState } from "../../src/information/training/state.js";
import type { TrainTask } from "../../src/information/training/task.js";
import { train } from "../../src/information/training/train.js";
import { collect, plainLinear, prepare } from "./tinyTraining.js";

type Given = Parameters<typeof prepare>[0];

const pce: FromScores = estimators.pce;

/** Of the line, by these contrasts. @param stages of a curriculum */
function contrasted(estimator: FromScores, stages = 1, given: Given = {}): { task: TrainTask; state: TrainState } {
  const { task, state, scaling } = prepare({ estimator: "pce", warmup: 0, ...given });
  const drawnBy = (one: FromScores) => gradientOf(plainLinear, one, task.policy, scaling);
  const earlier = inEarlierStages(estimator, stages).map(drawnBy);
  return { task: { ...task, ...drawnBy(estimator), earlier }, state };
}

const boundsOf = async ({ task, state }: { task: TrainTask; state: TrainState }): Promise<number[]> =>
  (await collect(task, state)).map(({ bound }) => bound);

describe.each([
  ["of the prior", (count: number) => withContrasts(pce, count), 80, 20],
  ["of each outcome's own", (count: number) => withNearContrasts(pce, count), 96, 24],
] as const)("contrasts %s", (_, by, all, first) => {
  test("double from stage to stage: the first is that of a training with a quarter of them, to the bit", async () => {
    const whole = await boundsOf(contrasted(by(all), 3));
    expect(whole).toHaveLength(60);
    const few = await boundsOf(contrasted(by(first)));
    expect(whole.slice(0, 20)).toEqual(few.slice(0, 20));
    expect(whole[20]).not.toBe(few[20]);
  });

  test("all of them are there in the last stage: trainings with a quarter, half and all of them, each going on from the one before", async () => {
    const staged = contrasted(by(all), 3);
    const lines = await collect(staged.task, staged.state);
    const { state, task } = contrasted(by(first));
    await until(20, task, state);
    await until(40, contrasted(by(2 * first)).task, state);
    const last = await collect(contrasted(by(all)).task, state);
    expect(last.map(({ bound }) => bound)).toEqual(lines.slice(40).map(({ bound }) => bound));
    expect(state.parameters).toEqual(staged.state.parameters);
  });
});

/** Stops there, with the state whole. */
async function until(step: number, task: TrainTask, state: TrainState): Promise<void> {
  const stop = new AbortController();
  await expect(async () => {
    for await (const event of train(task, state, stop.signal)) if (event.step === step) stop.abort();
  }).rejects.toThrow("interrupted");
}

test.each([10, 30, 45])(
  "from %i of 60 steps it ends with the same bits as undisturbed, and leaves no tensor behind",
  async (at) => {
    const patience = { validateEvery: 5, patience: 100 };
    const whole = contrasted(withContrasts(pce, 80), 2, patience);
    await collect(whole.task, whole.state);
    const stopped = contrasted(withContrasts(pce, 80), 2, patience);
    const tensors = tf.memory().numTensors;
    await until(at, stopped.task, stopped.state);
    await collect(stopped.task, stopped.state);
    expect(stopped.state).toEqual(whole.state);
    expect(tf.memory().numTensors).toBe(tensors);
  },
);

test("says once how its steps run", async () => {
  const { task, state } = contrasted(withContrasts(pce, 80), 3);
  const lines = await collect(task, state);
  expect(lines.filter(({ about }) => about !== undefined).map(({ step }) => step)).toEqual([1]);
});

test("stops early by its last stage alone: what fewer contrasts read at most is below what more of them do", async () => {
  const still = { designRate: 1e-9, steps: 400, patience: 3 };
  const { task, state } = contrasted(withContrasts(pce, 160), 2, still);
  const events = await collect(task, state);
  // Its first validation, after 220 steps, is the best one; three more are no better.
  expect(events.at(-1)?.step).toBe(280);
  expect(state.counters.stopped).toBe(true);
});
