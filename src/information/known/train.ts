/** A critic trained on pairs that are drawn afresh in each step, or the best one there is: the value of every step, before it learned of its pairs. */
import { setImmediate } from "node:timers/promises";
import * as tf from "@tensorflow/tfjs-core";
import { InterruptedError } from "../../basics/errors.js";
import type { Critic, FromSamples, FromScores } from "../../contracts/bounds.js";
import type { Checkpoint, Key, Params } from "../../contracts/values.js";
import {
  type AscentState,
  ascend,
  badStepsAllowed,
  compileAscent,
  countStep,
  initParameters,
  millisecondsBetweenBreaths,
  pack,
  pullInto,
  unpack,
} from "../../engine/ascent/index.js";
import { tidied } from "../../engine/tensors.js";
import { fold, split } from "../../numbers/keys.js";
import { readers } from "../objective.js";
import { criticObjective } from "../terms.js";
import { learnedGroups } from "../training/state.js";
import { remember } from "../training/step.js";
import { finiteRows } from "./finite.js";
import type { KnownPairs, KnownRows } from "./task.js";
import { atBest, fromRows, gradientAtBest } from "./untrained.js";
import { arrayName, type Course, fresh, type KnownCounters, kept, type Walk } from "./walk.js";

export type { Course } from "./walk.js";

export interface KnownTraining {
  readonly pairs: KnownPairs;
  /** One that reads the rows themselves has nothing to train, and no scores. */
  readonly estimator: FromScores | FromSamples;
  /** Absent: the best scores, so that nothing is trained. */
  readonly critic?: Critic;
  readonly hidden: readonly number[];
  readonly features: number;
  readonly auxiliary: "shared" | "separate";
  /** As many for each level. */
  readonly steps: number;
  readonly batch: number;
  readonly rate: number;
  /** Infinity: gradients are not clipped. */
  readonly clipNorm: number;
  /** So many pairs are learned from, drawn once for each level, and values are of fresh ones; absent: each step learns from the fresh ones. */
  readonly rows?: number;
}

export interface KnownState {
  readonly ascent: AscentState<KnownCounters>;
  readonly course: Course;
}

export const packKnown = ({ ascent, course }: KnownState): Checkpoint => {
  const { state, arrays } = pack(ascent, arrayName);
  return { state, arrays: { ...arrays, ...Object.fromEntries(kept.map((name) => [`course/${name}`, course[name]])) } };
};

/** The level that a step is of. */
export const levelAt = (step: number, steps: number, levels: number): number => Math.floor((step * levels) / steps);

/**
 * To the last step; ends early where 50 steps in a row were not finite.
 * @param saved where it goes on @yields the state, now and then: whoever saves it goes on from there bit for bit
 * @throws InterruptedError when the signal aborts, with the state yielded before
 */
export async function* trainKnown(
  training: KnownTraining,
  k: Key,
  saved?: Checkpoint,
  signal?: AbortSignal,
): AsyncGenerator<KnownState, KnownState> {
  const { steps } = training;
  const keys = split(k, "init", "pairs", "rows");
  const walk = walkOf(training, keys, saved);
  const state: KnownState = { ascent: walk.state, course: courseOf(steps, saved) };
  const { counters } = walk.state;
  let [begun, breath] = [performance.now(), performance.now()];
  const pull = () => {
    walk.pull();
    counters.seconds += (performance.now() - begun) / 1000;
    begun = performance.now();
    return state;
  };
  try {
    while (counters.step < steps && counters.badInARow < badStepsAllowed) {
      const { step } = counters;
      const level = levelAt(step, steps, training.pairs.levels.length);
      const seen = tidied(() => walk.step(fold(keys.pairs, step), level, training.batch));
      for (const name of kept) if (seen[name] !== undefined) state.course[name][step] = seen[name] as number;
      if (performance.now() - breath < millisecondsBetweenBreaths) continue;
      yield pull();
      await setImmediate();
      breath = performance.now();
      if (signal?.aborted) throw new InterruptedError("interrupted");
    }
    return pull();
  } finally {
    walk.dispose();
  }
}

function courseOf(steps: number, saved: Checkpoint | undefined): Course {
  const of = (name: keyof Course) => saved?.arrays[`course/${name}`] ?? new Float32Array(steps).fill(Number.NaN);
  return { value: of("value"), first: of("first"), readOut: of("readOut") };
}

type Keys = Readonly<Record<"init" | "rows", Key>>;

function walkOf({ estimator, ...training }: KnownTraining, keys: Keys, saved: Checkpoint | undefined): Walk {
  const { pairs, critic } = training;
  if (estimator.from === "samples") return fromRows(pairs, estimator, saved);
  if (critic) return learned({ ...training, estimator }, critic, keys, saved);
  return pairs.slope ? gradientAtBest(pairs, pairs.slope, estimator, saved) : atBest(pairs, estimator, saved);
}

function learned(
  training: KnownTraining & { readonly estimator: FromScores },
  critic: Critic,
  { init, rows: k }: Keys,
  saved: Checkpoint | undefined,
): Walk {
  const { pairs, estimator, hidden, features, auxiliary, rate, clipNorm, rows } = training;
  const sizes = { theta: pairs.columns.x, outcome: pairs.columns.y, hidden, features };
  const objective = criticObjective({ estimator, critic, sizes, auxiliary });
  const { memory, read } = readers(estimator, (params, { x, y }: Params) =>
    objective.terms(params, x as tf.Tensor2D, y as tf.Tensor2D),
  );
  const like = {
    counters: fresh(),
    parameters: tidied(() => initParameters({ ...objective.init(init), ...memory() })),
  };
  const state = saved ? unpack(saved, like, arrayName) : like;
  const groups = learnedGroups(Object.keys(state.parameters), "updates");
  const inputs = ({ x, y }: KnownRows): Params => ({
    x: tf.tensor2d(x, [x.length / pairs.columns.x, pairs.columns.x]),
    y: tf.tensor2d(pairs.seen?.(y) ?? y, [y.length / pairs.columns.y, pairs.columns.y]),
  });
  const repeated = rows === undefined ? undefined : finiteRows(pairs, rows, k);
  const compiled = tidied(() =>
    compileAscent(
      (params, rows) => {
        const { contributions, maximised, memory, joint, readOut } = read(params, rows);
        return {
          value: tf.mean(contributions),
          climbed: tf.mean(maximised),
          ...(joint ? { first: tf.mean(joint) } : {}),
          ...(readOut ? { readOut: tf.mean(readOut) } : {}),
          ...memory,
        };
      },
      state,
      { inputs: inputs(pairs.draw(init, training.batch, 0)), objective: "climbed", groups },
    ),
  );
  const rates = { critic: rate, paced: rate * (estimator.auxiliaryRate ?? 1) };
  return {
    state,
    step(k, level, n) {
      const fresh = compiled.run(inputs(pairs.draw(k, n, level)));
      const seen = Object.fromEntries(kept.flatMap((name) => (fresh[name] ? [[name, fresh[name][0]]] : [])));
      const outputs = repeated ? compiled.run(inputs(repeated(k, n, level))) : fresh;
      const moved = ascend(compiled, groups, state.counters, { watched: [outputs.climbed?.[0] as number], rates, clipNorm });
      if (moved) remember(compiled, outputs);
      countStep(state.counters, moved);
      return seen;
    },
    pull: () => pullInto(state, compiled),
    dispose: () => compiled.dispose(),
  };
}
