/** Trainings whose values are not finite, for good or now and then. */
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { DivergedError } from "../../src/basics/errors.js";
import type { Draw, Simulator } from "../../src/contracts/simulator.js";
import { collect, plainLinear, prepare } from "./tinyTraining.js";

const spoiled = (spoil: (draw: number) => boolean): Simulator => {
  const draw = plainLinear.draw as (k: [number, number], n: number) => Draw;
  let count = 0;
  return {
    ...plainLinear,
    name: "spoiled",
    draw(k, n) {
      const drawn = draw(k as [number, number], n);
      const bad = n === 16 && spoil(count++) ? Number.NaN : 0;
      return { ...drawn, noise: { error: tf.add(drawn.noise.error as tf.Tensor, bad) } };
    },
  };
};

test("values that are not finite for good end in one message that names what was not finite, where and for which share, and change no parameter", async () => {
  const { task, state } = prepare(
    { steps: 400 },
    spoiled(() => true),
  );
  const before = structuredClone(state.parameters);
  const failure = await collect(task, state).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(DivergedError);
  expect((failure as Error).message).toMatch(
    /flo: .*not finite for 50 steps.*simulate\(theta, design, noise\) was not finite for 100 % of the prior.*theta = .*at the design/,
  );
  expect(state.parameters).toEqual(before);
});

test("values that are not finite now and then are skipped and counted", async () => {
  const { task, state } = prepare(
    {},
    spoiled((draw) => draw % 10 === 3),
  );
  const events = await collect(task, state);
  expect(events.at(-1)?.step).toBe(60);
  expect(state.counters).toMatchObject({ badSteps: 6, badInARow: 0, criticUpdates: 54 });
  for (const { value } of Object.values(state.parameters)) expect(value.every(Number.isFinite)).toBe(true);
});

test("an event whose steps were all skipped says so by a bound that is not a number, and none is shown as 0", async () => {
  const { task, state } = prepare(
    {},
    spoiled((draw) => draw === 4), // the first draw is the example that the step is compiled with
  );
  const events = await collect(task, state);
  expect(events[3]?.bound).toBeNaN();
  expect(events.filter(({ bound }) => !Number.isFinite(bound))).toHaveLength(1);
  expect(state.counters.last).toMatchObject({ bound: events.findLast(({ bound }) => Number.isFinite(bound))?.bound });
});
