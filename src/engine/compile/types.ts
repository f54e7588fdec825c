/** What both executors do with a program. */
import type { Tensor } from "@tensorflow/tfjs-core";
import type { Program } from "../program/program.js";

/** Adam's constants (Kingma and Ba 2015); epsilon stands outside the bias correction, as in TensorFlow.js. */
export interface AdamOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** One variable with its optimiser state, outside the executor. */
export interface VariableState {
  readonly value: Float32Array;
  readonly m: Float32Array;
  readonly v: Float32Array;
}

export interface Update {
  /** Updates of this group so far, this one included, from 1. */
  readonly t: number;
  readonly rate: number;
  /** Multiplies the gradient first: clipping; negative to descend. */
  readonly scale: number;
}

/** A program made ready to run, with its variables and their optimiser state inside. */
export interface Executable {
  /**
   * Runs once with these inputs (shapes and dtypes as traced). Changes no variable; gradients are kept for `apply`.
   * @returns each output's values in row-major order, copies; booleans and integers as numbers
   */
  run(inputs: Readonly<Record<string, Tensor>>): Record<string, Float32Array>;
  /** Euclidean norm of the last run's gradients of each group. */
  norms(): Record<string, number>;
  /** The last run's gradients, copies. */
  gradients(): Record<string, Float32Array>;
  /** One Adam ascent step of the named groups along the last run's gradients. Others stay as they are. */
  apply(updates: Readonly<Record<string, Update>>): void;
  /** Copies of these variables' values. */
  read(names: readonly string[]): Record<string, Float32Array>;
  /** Copies of all variables and their optimiser state. */
  pull(): Record<string, VariableState>;
  /** Replaces variables, and their optimiser state where it is given. */
  push(state: Readonly<Record<string, Partial<VariableState>>>): void;
  /** Frees everything; nothing else may be called afterwards. */
  dispose(): void;
}

export interface ExecutableOptions {
  /** Names of the variables that are trained together; each has a gradient in the program. Others are only read. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
  /** For every group. */
  readonly adam: Readonly<Record<string, AdamOptions>>;
}

/** @throws NotTraceableError when the program holds something that this executor lacks, with the reason */
export type Executor = (program: Program, options: ExecutableOptions) => Executable;
