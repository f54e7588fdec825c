/** How each operation becomes calls. Shared code asks only for the name's entry. */
import { foreignKernels, type PlainKernel, plainKernels } from "../../program/plainKernels.js";
import { NotTraceableError } from "../../program/program.js";
import { copies } from "./copies.js";
import { elementwise } from "./elementwise.js";
import type { Emit } from "./emitter.js";
import { emitMatMul } from "./matMul.js";
import { reductions } from "./reductions.js";

const plain =
  (kernel: PlainKernel): Emit =>
  (emitter, { inputs, outputs, attrs }) => {
    const about = { inputs: inputs.map((id) => emitter.value(id)), outputs: outputs.map((id) => emitter.value(id)), attrs };
    emitter.call(() =>
      kernel.run(
        inputs.map((id) => emitter.numbers(id)),
        outputs.map((id) => emitter.numbers(id)),
        about,
      ),
    );
  };

const own: Readonly<Record<string, Emit>> = {
  ...elementwise,
  ...copies,
  ...reductions,
  BatchMatMul: emitMatMul,
  Reshape: () => {}, // the same memory
};

/** @throws NotTraceableError for an operation that WebAssembly and plain code both lack */
export function emitterOf(kernel: string): Emit {
  const known = own[kernel];
  if (known) return known;
  const other = plainKernels[kernel] ?? foreignKernels.get(kernel);
  if (!other) throw new NotTraceableError(`the operation ${kernel} cannot be compiled for WebAssembly`);
  return plain(other);
}

/** Elementwise kernels read a stretch of numbers before they write it. */
export const worksInPlace = (kernel: string): boolean => kernel in elementwise;
