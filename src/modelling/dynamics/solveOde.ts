/**
 * Ordinary differential equations as building blocks of a simulator: formulas as they stand in a paper, solved by fixed steps that compile
 * for training, with exact derivatives of what was computed; and in double precision with a controlled error, to hold them to.
 */
import * as tf from "@tensorflow/tfjs-core";
import { check } from "../../basics/errors.js";
import { dormandPrince } from "./dormandPrince.js";
import { evaluate, type Values } from "./evaluate.js";
import { statesAt } from "./odeKernel.js";
import { type CompiledOde, compileOdeSpec, type OdeSpec } from "./odeSystem.js";

export interface SolvedOde {
  /**
   * A state at the times of a design, [n, D], differentiable by both inputs.
   * @param theta [n, p], columns as `parameters`: of unknowns, and of anything else that differs between experiments
   * @param times [1, D] or [n, D], within [0, horizon]
   * @param state its name; without it the first
   */
  read(theta: tf.Tensor2D, times: tf.Tensor2D, state?: string): tf.Tensor2D;
  /**
   * The same for one experiment by steps with a controlled error, in double precision: the truth that `steps` is chosen by.
   * @param tolerance of each step, relative; absolute where a state is below 1
   */
  exact(theta: readonly number[], times: readonly number[], options?: { state?: string; tolerance?: number }): number[];
}

export function solveOde(spec: OdeSpec): SolvedOde {
  const ode = compileOdeSpec(spec);
  const stateOf = (name = ode.states[0] as string): number => {
    const state = ode.states.indexOf(name);
    check(state >= 0, `${ode.name}: there is no state ${name} (there are ${ode.states.join(", ")})`);
    return state;
  };
  return {
    read: (theta, times, state) => read(ode, stateOf(state), theta, times),
    exact: (theta, times, { state, tolerance = 1e-9 } = {}) => exact(ode, stateOf(state), theta, times, tolerance),
  };
}

function read(ode: CompiledOde, state: number, theta: tf.Tensor2D, times: tf.Tensor2D): tf.Tensor2D {
  const p = ode.parameters.length;
  const solved = tf.customGrad((a, b, save) => {
    const [parameters, at] = [a as tf.Tensor2D, b as tf.Tensor2D];
    const [value, derivatives] = statesAt(ode, state, parameters, at);
    (save as tf.GradSaveFunc)([derivatives]);
    const shared = at.shape[0] === 1 && parameters.shape[0] > 1;
    const gradFunc = (dy: tf.Tensor, [saved]: tf.Tensor[]) => {
      const all = tf.mul(tf.expandDims(dy, 2), saved as tf.Tensor3D) as tf.Tensor3D;
      const byParameters = tf.sum(tf.slice(all, [0, 0, 0], [-1, -1, p]), 1);
      const byTimes = tf.squeeze(tf.slice(all, [0, 0, p], [-1, -1, 1]), [2]);
      return [byParameters, shared ? tf.sum(byTimes, 0, true) : byTimes];
    };
    return { value, gradFunc };
  });
  return solved(theta, times) as tf.Tensor2D;
}

function exact(
  { formulas, parameters, states, name }: CompiledOde,
  state: number,
  theta: readonly number[],
  times: readonly number[],
  tolerance: number,
): number[] {
  check(theta.length === parameters.length, `${name}: its parameters are ${parameters.join(", ")}, got ${theta.length} numbers`);
  const fixed: Values = Object.fromEntries(parameters.map((parameter, j) => [parameter, theta[j] as number]));
  const slope = (t: number, now: readonly number[]): number[] => {
    const values = { ...fixed, t, ...Object.fromEntries(states.map((one, i) => [one, now[i] as number])) };
    return formulas.derivatives.map((formula) => evaluate(formula, values));
  };
  let now = formulas.start.map((formula) => evaluate(formula, fixed));
  let at = 0;
  const go = (to: number): void => {
    if (to <= at) return;
    now = dormandPrince(slope, now, at, to, tolerance);
    at = to;
  };
  const stops = [...new Set([...times, ...formulas.events.flatMap((event) => event.at)])].sort((a, b) => a - b);
  const found = new Map<number, number>();
  const last = Math.max(...times);
  for (const stop of stops.filter((time) => time <= last)) {
    go(stop);
    if (stop > 0) found.set(stop, now[state] as number); // before what happens then
    for (const { at: when, state: where, amount } of formulas.events)
      if (when.includes(stop)) now = now.map((value, i) => (i === where ? value + evaluate(amount, fixed) : value));
    if (stop === 0) found.set(0, now[state] as number);
  }
  return times.map((time) => found.get(time) as number);
}
