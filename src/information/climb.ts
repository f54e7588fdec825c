/** Training on samples: steps until selection rows see no more gain, and the parameters that they liked best. */
import { setImmediate } from "node:timers/promises";
import { InterruptedError } from "../basics/errors.js";
import type { Params } from "../contracts/values.js";
import {
  type AscentState,
  ascend,
  type Counters,
  checkDiverged,
  countStep,
  type Groups,
  pullInto,
} from "../engine/ascent/index.js";
import type { CompiledStep } from "../engine/compile/index.js";
import { tidied } from "../engine/tensors.js";
import { remember } from "./training/step.js";

export interface ClimbCounters extends Counters {
  updates: number;
}

export const freshCounters = (): ClimbCounters => ({
  step: 0,
  updates: 0,
  badInARow: 0,
  badSteps: 0,
  usualNorms: { critic: null },
});

export interface Climb {
  /** Has an output `climbed`. */
  readonly compiled: CompiledStep;
  readonly state: AscentState<ClimbCounters>;
  /** One of them, "critic". */
  readonly groups: Groups<"updates">;
  /** Learning rate, constant: the best look is kept. */
  readonly rate: number;
  readonly steps: number;
  readonly every: number;
  /** Given up after so many looks without gain. */
  readonly patience: number;
  /**
   * Parameters are averaged over the steps, taken every so many of them, and the averages are looked at and kept: what single steps learn of
   * their own rows goes out again (Polyak and Juditsky 1992). Absent: the parameters as they are.
   */
  readonly averaged?: number;
  inputs(step: number): Params;
  /** How good the parameters in `state` are, on rows that none of them was moved by. */
  look(): number;
  notFinite(step: number): string;
}

/** The average forgets what is older than some this many of its parts. */
const remembered = 20;

function averageOf(values: ReadonlyMap<string, Float32Array>) {
  let parts = 0;
  return {
    add({ parameters }: AscentState<ClimbCounters>) {
      parts++;
      for (const [name, own] of values) {
        const now = parameters[name]?.value as Float32Array;
        const weight = Math.max(1 / parts, 1 / remembered);
        for (let i = 0; i < own.length; i++) own[i] = (own[i] as number) + weight * ((now[i] as number) - (own[i] as number));
      }
    },
    put({ parameters }: AscentState<ClimbCounters>) {
      for (const [name, own] of values) parameters[name]?.value.set(own);
    },
  };
}

/** Told after each look. */
export interface Look {
  readonly step: number;
  readonly best: number;
}

export interface Climbed extends Look {
  /** What looks gained from half of the steps up to the best one, where steps ran out before gains did; else 0. */
  readonly rising: number;
}

/**
 * Leaves in `state` the parameters whose look was best, those of the start among them.
 * @returns that look, and after how many steps it was
 * @throws DivergedError; InterruptedError when the signal aborts
 */
export async function* climbing(
  { compiled, state, groups, rate, steps, every, patience, averaged, inputs, look, notFinite }: Climb,
  signal?: AbortSignal,
): AsyncGenerator<Look, Climbed> {
  const { counters, parameters } = state;
  const copied = () => new Map(Object.entries(parameters).map(([name, { value }]) => [name, value.slice()]));
  let best = { value: look(), step: 0, kept: copied() };
  const looks = [{ value: best.value, step: 0 }];
  const average = averaged === undefined ? undefined : averageOf(copied());
  for (let step = 0; step < steps && step - best.step < patience * every; step++) {
    const outputs = tidied(() => compiled.run(inputs(step)));
    const moved = ascend(compiled, groups, counters, {
      watched: [outputs.climbed?.[0] as number],
      rates: { critic: rate },
      clipNorm: 1,
    });
    if (moved) remember(compiled, outputs);
    countStep(counters, moved);
    checkDiverged(counters, () => notFinite(step));
    const looked = (step + 1) % every === 0 || step + 1 === steps;
    if (looked || (averaged !== undefined && (step + 1) % averaged === 0)) pullInto(state, compiled);
    if (averaged !== undefined && (step + 1) % averaged === 0) average?.add(state);
    if (!looked) continue;
    average?.put(state);
    const value = look();
    looks.push({ value, step: step + 1 });
    if (value > best.value) best = { value, step, kept: copied() };
    yield { step: step + 1, best: best.value };
    await setImmediate();
    if (signal?.aborted) throw new InterruptedError("interrupted");
  }
  for (const [name, value] of best.kept) parameters[name]?.value.set(value);
  const ranOut = steps - best.step < patience * every;
  const halfway = looks.findLast(({ step }) => step <= (best.step + 1) / 2)?.value ?? best.value;
  return { best: best.value, step: best.step, rising: ranOut ? best.value - halfway : 0 };
}
