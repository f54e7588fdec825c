/** What is handed to whoever turns an operation into calls of kernels. */

import type { Kernels } from "../../kernels/kernels.js";
import type { Operation, Value, ValueId } from "../../program/program.js";

export interface Emitter {
  readonly kernels: Kernels;
  value(id: ValueId): Value;
  /** Address in bytes. */
  at(id: ValueId): number;
  /** Address of that many bytes that every operation may use for itself. */
  scratch(bytes: number): number;
  /** The value's numbers, once everything has its place: for calls only. */
  numbers(id: ValueId): Float32Array;
  /** Adds to what a run does. */
  call(run: () => void): void;
}

export type Emit = (emitter: Emitter, operation: Operation) => void;
