/** X = Y uniform on N values as one-hots (Choi and Lee 2022, section 3): I = log N, and nothing but a table of N² scores to learn. */
import * as tf from "@tensorflow/tfjs-core";
import type { FromScores } from "../../src/contracts/bounds.js";
import type { Params } from "../../src/contracts/values.js";
import { joint } from "../../src/critics/joint.js";
import { ascend, type Counters, compileAscent, countStep, initParameters } from "../../src/engine/ascent/index.js";
import { tidied } from "../../src/engine/tensors.js";
import { readers } from "../../src/information/objective.js";
import { criticObjective } from "../../src/information/terms.js";
import { learnedGroups } from "../../src/information/training/state.js";
import { remember } from "../../src/information/training/step.js";
import { bits, fold, key, split } from "../../src/numbers/keys.js";

export interface OneHotTask {
  readonly values: number;
  readonly batch: number;
  readonly steps: number;
  readonly rate: number;
  readonly hidden: readonly number[];
  readonly seed: number;
}

/** Of each step's batch, nats: the value, and its first term less the value. Stops where the value is no number. */
export function trainOneHot(estimator: FromScores, { values, batch, steps, rate, hidden, seed }: OneHotTask) {
  const k = split(key(seed), "init", "draw");
  const sizes = { theta: values, outcome: values, hidden, features: 1 };
  const { init, terms } = criticObjective({ estimator, critic: joint, sizes, auxiliary: "separate" });
  const { memory, read } = readers(estimator, (params, { x }: Params) => terms(params, x as tf.Tensor2D, x as tf.Tensor2D));
  const drawn = (step: number) => {
    const words = bits(fold(k.draw, step), batch);
    const hot = new Float32Array(batch * values);
    words.forEach((word, i) => {
      hot[i * values + Math.floor((word / 2 ** 32) * values)] = 1;
    });
    return { x: tf.tensor2d(hot, [batch, values]) };
  };
  const counters: Counters & { updates: number } = {
    step: 0,
    updates: 0,
    badInARow: 0,
    badSteps: 0,
    usualNorms: { critic: null, paced: null },
  };
  const state = { counters, parameters: tidied(() => initParameters({ ...init(k.init), ...memory() })) };
  const groups = learnedGroups(Object.keys(state.parameters), "updates");
  const compiled = tidied(() =>
    compileAscent(
      (params, inputs) => {
        const { contributions, maximised, memory, joint } = read(params, inputs);
        return { bound: tf.mean(contributions), climbed: tf.mean(maximised), first: tf.mean(joint ?? contributions), ...memory };
      },
      state,
      { inputs: drawn(0), objective: "climbed", groups },
    ),
  );
  const course: { value: number; others: number }[] = [];
  try {
    for (let step = 0; step < steps; step++) {
      const outputs = tidied(() => compiled.run(drawn(step)));
      const [value, first] = [outputs.bound?.[0] as number, outputs.first?.[0] as number];
      course.push({ value, others: first - value });
      const rates = { critic: rate, paced: rate * (estimator.auxiliaryRate ?? 1) };
      const moved = ascend(compiled, groups, counters, { watched: [value], rates, clipNorm: Number.POSITIVE_INFINITY });
      if (!moved) break;
      remember(compiled, outputs);
      countStep(counters, moved);
    }
  } finally {
    compiled.dispose();
  }
  return course;
}

/** Means of windows of so many steps. */
export function windows(course: readonly number[], of = 100): number[] {
  return Array.from(
    { length: Math.floor(course.length / of) },
    (_, w) => course.slice(w * of, (w + 1) * of).reduce((sum, x) => sum + x, 0) / of,
  );
}
