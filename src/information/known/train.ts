/** A critic trained on pairs that are drawn afresh in each step, or the best one there is: the value of every step, before it learned of its pairs. */
import { setImmediate } from "node:timers/promises";
import { InterruptedError } from "../../basics/errors.js";
import type { Checkpoint, Key } from "../../contracts/values.js";
import { type AscentState, badStepsAllowed, millisecondsBetweenBreaths, pack } from "../../engine/ascent/index.js";
import { tidied } from "../../engine/tensors.js";
import { fold, split } from "../../numbers/keys.js";
import { type Keys, learned } from "./learned.js";
import { atBest, fromRows, gradientAtBest } from "./untrained.js";
import { arrayName, type Course, type KnownCounters, type KnownTraining, kept, type Walk } from "./walk.js";

export type { Course, KnownTraining } from "./walk.js";

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
  const walk = walkOf(training, { init: keys.init, rows: keys.rows }, saved);
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

function walkOf({ estimator, ...training }: KnownTraining, keys: Keys, saved: Checkpoint | undefined): Walk {
  const { pairs, critic } = training;
  if (estimator.from === "samples") return fromRows(pairs, estimator, saved);
  if (critic) return learned({ ...training, estimator }, critic, keys, saved);
  return pairs.slope ? gradientAtBest(pairs, pairs.slope, estimator, saved) : atBest(pairs, estimator, saved);
}
