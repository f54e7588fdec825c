/** What is to be learned, where that is not all of theta. Types only. */
import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import type { Support } from "./values.js";

/** g(theta), m numbers: what the information is about. What else theta holds is its nuisance. */
export interface Goal {
  /** As it was asked for: "slope", "ka,ke", "model". */
  readonly name: string;
  readonly names: readonly string[];
  /** One unit a name, "" where it has none. */
  readonly units: readonly string[];
  readonly support?: readonly Support[];
  /** "known": the information given the nuisance; "unknown": whatever the nuisance is. */
  readonly nuisance: "unknown" | "known";
  /** theta [n, p] -> [n, m]. Pure. */
  of(theta: Tensor2D): Tensor2D;
  /** What networks see in its place, [n, f]: names of a category are no quantities. */
  features?(theta: Tensor2D): Tensor2D;
  /** Log density of its prior at g [n, m], nats: [n]. */
  logDensity?(goal: Tensor2D): Tensor1D;
  /**
   * theta with these values of the goal, [1 or n, m], and all else as in `other` [n, p]: a draw of theta given the goal. Only where the nuisance is
   * independent of the goal before the experiment; without it there are no draws of theta given the goal.
   */
  put?(goal: Tensor2D, other: Tensor2D): Tensor2D;
  /** Of a goal that is one of few whole numbers: how probable 0, 1, 2, .. are before the experiment. */
  readonly shares?: readonly number[];
  exactGain?(design: readonly number[]): { readonly value: number; readonly se: number };
}

/** A goal as a simulator declares it: a function of theta, or some of its parameters. */
export interface DeclaredGoal {
  /** One line: what it is. */
  readonly summary: string;
  /** One a column of what `of` returns; absent: the goal's own name. Not of parameters, which have names. */
  readonly names?: readonly string[];
  readonly units?: readonly string[];
  readonly support?: readonly Support[];
  /** theta [n, p] -> [n, m] */
  of?(theta: Tensor2D): Tensor2D;
  /** Their names, in place of `of`. */
  readonly parameters?: readonly string[];
  /** Of one parameter that is one of few kinds: how probable 0, 1, 2, .. are before the experiment. */
  readonly shares?: readonly number[];
  /** The true gain about it by closed form or quadrature; `se` is 0 where nothing is sampled. */
  exactGain?(design: readonly number[]): { readonly value: number; readonly se: number };
}

/** What is asked for. */
export interface GoalChoice {
  /** Names of parameters, or of one goal that the simulator declares. */
  readonly names: readonly string[];
  readonly nuisance: Goal["nuisance"];
}
