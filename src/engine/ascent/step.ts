/** One step uphill: groups of parameters, each clipped by its own norm and moved by Adam, and what is counted on the way. */
import { DivergedError } from "../../basics/errors.js";
import type { Params } from "../../contracts/values.js";
import { followNorm } from "../adam.js";
import {
  type AdamOptions,
  type CompiledStep,
  compileStep,
  type Step,
  type Update,
  type VariableState,
} from "../compile/index.js";
import { type AscentState, type Counters, fields, tensorsOf } from "./state.js";

/** Parameters that are clipped and moved together. */
export interface Group<Counter extends string = string> {
  readonly names: readonly string[];
  /** The counter of this group's updates, which Adam needs. Groups that share one are always moved together. */
  readonly counter: Counter;
  /** Where Adam's constants are not the usual ones. */
  readonly adam?: Partial<AdamOptions>;
}

export type Groups<Counter extends string = string> = Readonly<Record<string, Group<Counter>>>;

export interface AscentOptions {
  /** Examples: their shapes are those of every step. */
  readonly inputs: Params;
  /** Name of the step's output that is maximised. */
  readonly objective: string;
  readonly groups: Groups;
  /** What the step reads and nobody trains. */
  readonly fixed?: Params;
  /** Not compiled, for comparisons. */
  readonly eager?: boolean;
}

/** The step with the state's parameters in it, from where Adam had brought them. */
export function compileAscent(step: Step, state: AscentState, options: AscentOptions): CompiledStep {
  const { inputs, objective, groups, fixed = {}, eager = false } = options;
  const each = Object.entries(groups);
  const compiled = compileStep(step, {
    variables: { ...tensorsOf(state), ...fixed },
    inputs,
    optimizer: {
      objective,
      groups: Object.fromEntries(each.map(([name, group]) => [name, group.names])),
      adam: Object.fromEntries(each.flatMap(([name, { adam }]) => (adam ? [[name, adam]] : []))),
    },
    eager,
  });
  compiled.push(state.parameters);
  return compiled;
}

/** Brings what was trained back into the state. */
export function pullInto({ parameters }: AscentState, compiled: CompiledStep): void {
  const pulled = compiled.pull();
  for (const [name, parameter] of Object.entries(parameters))
    for (const field of fields) parameter[field].set((pulled[name] as VariableState)[field]);
}

/** How far a step goes. */
export interface Move {
  /** What has to be finite beside the gradients, or nothing moves. */
  readonly watched: readonly number[];
  /** Learning rates by group; a group without one, or with 0, stays where it is. */
  readonly rates: Readonly<Record<string, number>>;
  /** Largest norm of a group's gradient, as a multiple of its usual one. */
  readonly clipNorm: number;
}

/**
 * Moves the groups uphill along the gradients of the step's last run, each clipped by its own norm.
 * @param counters the usual norms are followed, and updates counted
 * @returns false, with nothing changed, when what is watched or a gradient is not finite
 */
export function ascend<Counter extends string>(
  compiled: CompiledStep,
  groups: Groups<Counter>,
  counters: Counters & Record<Counter, number>,
  { watched, rates, clipNorm }: Move,
): boolean {
  const norms = compiled.norms();
  if (![...watched, ...Object.values(norms)].every(Number.isFinite)) return false;
  const moving = Object.entries(groups).filter(([name]) => (rates[name] ?? 0) > 0);
  for (const counter of new Set(moving.map(([, group]) => group.counter))) (counters as Record<Counter, number>)[counter]++;
  const limits = followNorms(counters, norms, clipNorm);
  const update = ([name, { counter }]: [string, Group<Counter>]): [string, Update] => {
    const [norm, limit] = [norms[name] as number, limits[name] as number];
    return [name, { t: counters[counter], rate: rates[name] as number, scale: norm > limit ? limit / norm : 1 }];
  };
  compiled.apply(Object.fromEntries(moving.map(update)));
  return true;
}

/** The largest norm of each group that is not cut. Groups that stay are followed too. */
function followNorms(
  { usualNorms }: Counters,
  norms: Readonly<Record<string, number>>,
  clipNorm: number,
): Record<string, number> {
  const limits = Object.entries(norms).map(([group, norm]) => {
    const usual = followNorm(usualNorms[group] ?? null, norm);
    usualNorms[group] = usual;
    return [group, clipNorm * Math.exp(usual)];
  });
  return Object.fromEntries(limits);
}

/** So many steps in a row may be skipped: then the training has diverged. */
export const badStepsAllowed = 50;

/** Counts a step as done. @param moved what `ascend` returned */
export function countStep(counters: Counters, moved: boolean): void {
  counters.step++;
  counters.badInARow = moved ? 0 : counters.badInARow + 1;
  if (!moved) counters.badSteps++;
}

/** @param explain what was not finite, and what to do @throws DivergedError when too many steps in a row were skipped */
export function checkDiverged({ badInARow }: Counters, explain: () => string): void {
  if (badInARow >= badStepsAllowed) throw new DivergedError(explain());
}
