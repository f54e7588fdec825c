import type { Tensor } from "@tensorflow/tfjs-core";
import { InputError } from "../../basics/errors.js";
import type { Value } from "../program/program.js";

/** @throws InputError when the tensor is missing, disposed of or of another shape or dtype than the step was compiled for */
export function checkInput(name: string, { shape, dtype }: Value, tensor: Tensor | undefined): Tensor {
  const wanted = `${dtype} [${shape.join(", ")}]`;
  if (!tensor) throw new InputError(`the compiled step needs the input "${name}": ${wanted}`);
  if (tensor.isDisposed) throw new InputError(`the input "${name}" of the compiled step was disposed of`);
  const same = tensor.dtype === dtype && tensor.shape.length === shape.length && shape.every((d, i) => d === tensor.shape[i]);
  if (same) return tensor;
  throw new InputError(
    `the step was compiled for an input "${name}" of ${wanted}, and got ${tensor.dtype} [${tensor.shape.join(", ")}]: compile another one for this shape`,
  );
}
