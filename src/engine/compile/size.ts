/** How much memory a step would take, without taking it. */
import { type Program, type Value, valueSize } from "../program/program.js";
import { simplify } from "./simplify.js";
import { type Step, type StepSignature, trace } from "./trace.js";
import { fuseEpilogues, markZeros } from "./wasm/fuse.js";
import { layOut } from "./wasm/layout.js";
import { worksInPlace } from "./wasm/operations.js";

export interface StepSize {
  /** Memory of the compiled step: values, gradients, optimiser state. */
  readonly step: number;
  /** Constants, which JavaScript holds too. */
  readonly constants: number;
}

/** In bytes. @throws NotTraceableError for a step that cannot be compiled */
export function sizeOfStep(step: Step, signature: StepSignature): StepSize {
  const program = markZeros(fuseEpilogues(simplify(trace(step, signature))));
  const kept = [program.inputs, program.variables, program.outputs, program.gradients].flatMap((ids) => Object.values(ids));
  const constants = [...program.constants.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
  const { end } = layOut(program, new Set([...kept, ...program.constants.keys()]), worksInPlace);
  return { step: end + 2 * trainedBytes(program), constants };
}

function trainedBytes(program: Program): number {
  return Object.values(program.gradients).reduce((sum, id) => sum + 4 * valueSize(program, id), 0);
}

export const float32 = (shape: readonly number[]): Value => ({ shape: [...shape], dtype: "float32" });
