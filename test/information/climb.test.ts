/** When training on samples ends, and what it says of steps that ran out: looks of a hill that is known. */
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { drained } from "../../src/basics/steps.js";
import { compileAscent, initParameters } from "../../src/engine/ascent/index.js";
import { tidied } from "../../src/engine/tensors.js";
import { climbing, freshCounters } from "../../src/information/climb.js";

/** What is looked at follows the number of steps alone. */
async function climbed(seen: (step: number) => number, steps: number) {
  const state = { counters: freshCounters(), parameters: tidied(() => initParameters({ w: tf.scalar(0) })) };
  const groups = { critic: { names: ["w"], counter: "updates" as const } };
  const inputs = () => ({ x: tf.scalar(1) });
  const compiled = tidied(() =>
    compileAscent(({ w }, { x }) => ({ climbed: tf.mul(w as tf.Scalar, x as tf.Scalar) }), state, {
      ...{ inputs: inputs(), objective: "climbed", groups },
    }),
  );
  const look = () => seen(state.counters.step);
  const notFinite = () => "not finite";
  try {
    return await drained(
      climbing({ compiled, state, groups, rate: 0.01, steps, every: 10, patience: 3, inputs, look, notFinite }),
    );
  } finally {
    compiled.dispose();
  }
}

test("steps run out on the way up: what their second half gained is told", async () => {
  const gains = await climbed((step) => Math.log1p(step), 80);
  expect(gains).toEqual({ best: Math.log1p(80), step: 79, rising: expect.closeTo(Math.log1p(80) - Math.log1p(40), 12) });
});

test("three looks without gain: training ends, and there is nothing to be had by more steps", async () => {
  const ended = await climbed((step) => Math.min(step, 40), 200);
  expect(ended).toEqual({ best: 40, step: 39, rising: 0 });
});

test("a look that was best shortly before the end is not yet given up", async () => {
  const gains = await climbed((step) => 100 - Math.abs(step - 60), 70);
  expect(gains).toEqual({ best: 100, step: 59, rising: 30 });
});
