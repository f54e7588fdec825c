/** Trained methods at held-out points: what they predict, and how sure they are. */
import * as tf from "@tensorflow/tfjs-core";
import type { Params } from "../src/contracts/values.js";
import { tensorsOf } from "../src/engine/ascent/index.js";
import { compileStep } from "../src/engine/compile/index.js";
import { tidied } from "../src/engine/tensors.js";
import { isCritics, type MetaState } from "./state.js";
import type { Learner, Points } from "./types.js";

/** How many points go through the networks at once: their activations stay in the processor's cache. */
const pointsAtOnce = 2000;

/** Makes predictions for sets of these sizes, again and again with other parameters. */
export interface Predictor {
  /** Predictions [tasks, query points] for each of `steps`, as networks see y. */
  predict(state: MetaState): Float32Array[];
  dispose(): void;
}

interface Set {
  readonly support: Points;
  readonly query: Points;
}
type Made = (params: Params, supportX: tf.Tensor2D, supportY: tf.Tensor2D, x: tf.Tensor2D) => Record<string, tf.Tensor>;

export function openPredictor(learner: Learner, state: MetaState, set: Set, steps: readonly number[]): Predictor {
  const pass = openPass(state, set, (params, supportX, supportY, x) =>
    Object.fromEntries(learner.predict(params, supportX, supportY, x, steps).map((made, i) => [`after${i}`, made])),
  );
  return {
    predict(now) {
      const made = pass.run(now);
      // what adapts in one pass predicts once, whatever the number of steps
      return steps.map((_, i) => (made[`after${i}`] ?? made.after0) as Float32Array);
    },
    dispose: pass.dispose,
  };
}

/** Standard deviations that a method says, [tasks, query points], as networks see y; undefined where it says none. */
export function spreadOf({ spread }: Learner, state: MetaState, set: Set): Float32Array | undefined {
  if (!spread) return undefined;
  const pass = openPass(state, set, (...given) => ({ sd: spread(...given) }));
  try {
    return pass.run(state).sd;
  } finally {
    pass.dispose();
  }
}

/** Some numbers of each query point, part by part of the set. */
function openPass(state: MetaState, { support, query }: Set, made: Made) {
  const { tasks } = support;
  const most = Math.max(1, Math.floor(pointsAtOnce / query.count));
  const part = Array.from({ length: Math.min(most, tasks) }, (_, i) => i + 1).findLast((n) => tasks % n === 0) as number;
  const slice = ({ x, y, count }: Points, from: number, what: "x" | "y") =>
    tf.tensor2d((what === "x" ? x : y).subarray(from * count, (from + part) * count), [part, count]);
  const inputsAt = (from: number) => ({
    supportX: slice(support, from, "x"),
    supportY: slice(support, from, "y"),
    x: slice(query, from, "x"),
  });
  const own = (all: MetaState): MetaState => ({
    ...all,
    parameters: Object.fromEntries(Object.entries(all.parameters).filter(([name]) => !isCritics(name))),
  });
  const step = tidied(() =>
    compileStep(
      (params, inputs) => {
        const { supportX, supportY, x } = inputs as Record<"supportX" | "supportY" | "x", tf.Tensor2D>;
        return made(params, supportX, supportY, x);
      },
      { variables: tensorsOf(own(state)), inputs: inputsAt(0) },
    ),
  );
  return {
    run(now: MetaState): Record<string, Float32Array> {
      step.push(Object.fromEntries(Object.entries(own(now).parameters).map(([name, { value }]) => [name, { value }])));
      const all: Record<string, Float32Array> = {};
      for (let from = 0; from < tasks; from += part)
        for (const [name, values] of Object.entries(tidied(() => step.run(inputsAt(from))))) {
          all[name] ??= new Float32Array(tasks * query.count);
          all[name].set(values as Float32Array, from * query.count);
        }
      return all;
    },
    dispose: () => step.dispose(),
  };
}
