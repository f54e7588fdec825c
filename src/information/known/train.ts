/** A critic trained on pairs that are drawn afresh in each step, or the best one there is: the value of every step, before it learned of its pairs. */
import { setImmediate } from "node:timers/promises";
import * as tf from "@tensorflow/tfjs-core";
import { InterruptedError } from "../../basics/errors.js";
import type { Critic, FromScores } from "../../contracts/bounds.js";
import type { Checkpoint, Key, Params } from "../../contracts/values.js";
import {
  type AscentState,
  ascend,
  badStepsAllowed,
  type Counters,
  compileAscent,
  countStep,
  initParameters,
  millisecondsBetweenBreaths,
  pack,
  pullInto,
  unpack,
} from "../../engine/ascent/index.js";
import { tidied } from "../../engine/tensors.js";
import { bestTerms } from "../../estimators/best.js";
import { fold, split } from "../../numbers/keys.js";
import { readers } from "../objective.js";
import { criticObjective } from "../terms.js";
import { learnedGroups } from "../training/state.js";
import { remember } from "../training/step.js";
import type { KnownPairs } from "./task.js";

export interface KnownTraining {
  readonly pairs: KnownPairs;
  readonly estimator: FromScores;
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
}

interface KnownCounters extends Counters {
  updates: number;
  seconds: number;
}

/** What each step reported, nats; NaN where it was no number, and behind the step at which the training ended. */
export interface Course {
  /** Mean of the contributions. */
  readonly value: Float32Array;
  /** The bound's first term, the mean log ratio of the pairs that belong together; NaN where the scores stand for none. */
  readonly first: Float32Array;
  /** What the auxiliary alone says. */
  readonly readOut: Float32Array;
}

export interface KnownState {
  readonly ascent: AscentState<KnownCounters>;
  readonly course: Course;
}

const kept = ["value", "first", "readOut"] as const satisfies readonly (keyof Course)[];

export const packKnown = ({ ascent, course }: KnownState): Checkpoint => {
  const { state, arrays } = pack(ascent, arrayName);
  return { state, arrays: { ...arrays, ...Object.fromEntries(kept.map((name) => [`course/${name}`, course[name]])) } };
};

const arrayName = (field: string, parameter: string): string => `${field}/${parameter}`;

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
  const keys = split(k, "init", "pairs");
  const walk = training.critic
    ? learned(training, training.critic, keys.init, saved)
    : atBest(training.pairs, training.estimator, saved);
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

type Seen = Partial<Readonly<Record<keyof Course, number>>>;

interface Walk {
  readonly state: AscentState<KnownCounters>;
  /** One batch, counted. */
  step(k: Key, level: number, n: number): Seen;
  /** Brings what was learned into the state. */
  pull(): void;
  dispose(): void;
}

const fresh = (): KnownCounters => ({
  step: 0,
  updates: 0,
  badInARow: 0,
  badSteps: 0,
  usualNorms: { critic: null, paced: null },
  seconds: 0,
});

function learned(training: KnownTraining, critic: Critic, init: Key, saved: Checkpoint | undefined): Walk {
  const { pairs, estimator, hidden, features, auxiliary, rate, clipNorm } = training;
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
  const inputs = (k: Key, level: number, n: number): Params => {
    const { x, y } = pairs.draw(k, n, level);
    return {
      x: tf.tensor2d(x, [n, pairs.columns.x]),
      y: tf.tensor2d(pairs.seen?.(y) ?? y, [n, pairs.columns.y]),
    };
  };
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
      { inputs: inputs(init, 0, training.batch), objective: "climbed", groups },
    ),
  );
  const rates = { critic: rate, paced: rate * (estimator.auxiliaryRate ?? 1) };
  return {
    state,
    step(k, level, n) {
      const outputs = compiled.run(inputs(k, level, n));
      const moved = ascend(compiled, groups, state.counters, { watched: [outputs.climbed?.[0] as number], rates, clipNorm });
      if (moved) remember(compiled, outputs);
      countStep(state.counters, moved);
      return Object.fromEntries(kept.flatMap((name) => (outputs[name] ? [[name, outputs[name][0]]] : [])));
    },
    pull: () => pullInto(state, compiled),
    dispose: () => compiled.dispose(),
  };
}

/** What the estimator remembers is all that there is to train. */
function atBest(pairs: KnownPairs, estimator: FromScores, saved: Checkpoint | undefined): Walk {
  let terms: ReturnType<typeof bestTerms> | undefined;
  const { memory, read } = readers(estimator, () => terms as ReturnType<typeof bestTerms>);
  const like = { counters: fresh(), parameters: tidied(() => initParameters(memory())) };
  const state = saved ? unpack(saved, like, arrayName) : like;
  return {
    state,
    step(k, level, n) {
      const { logLikelihood, logMarginal } = pairs.densities(pairs.draw(k, n, level), level);
      terms = bestTerms(estimator, { logLikelihood: tf.tensor2d(logLikelihood, [n, n]), logMarginal: tf.tensor1d(logMarginal) });
      const before = Object.fromEntries(
        Object.entries(state.parameters).map(([name, { value, shape }]) => [name, tf.tensor(value.slice(), [...shape])]),
      );
      const { contributions, memory: after, joint, readOut } = read(before, {});
      for (const [name, tensor] of Object.entries(after)) state.parameters[name]?.value.set(tensor.dataSync());
      countStep(state.counters, true);
      const number = (x: tf.Tensor) => tf.mean(x).dataSync()[0] as number;
      return {
        value: number(contributions),
        ...(joint ? { first: number(joint) } : {}),
        ...(readOut ? { readOut: number(readOut) } : {}),
      };
    },
    pull: () => {},
    dispose: () => {},
  };
}
