/** What products of matrices do besides: additions of a bias and relus at the end, leaving out zeros. */
import type { Operation, Program, Value, ValueId } from "../../program/program.js";
import { readers } from "../simplify.js";

/** The same program with products that have attributes `bias` (a third input, [N]) and `relu`. */
export function fuseEpilogues(program: Program): Program {
  const counts = readers(program);
  const shape = (id: ValueId) => (program.values[id] as Value).shape;
  const made = new Map<ValueId, number>();
  const readAt = new Map<ValueId, number>();
  for (const [i, { inputs, outputs }] of program.operations.entries()) {
    for (const id of inputs) readAt.set(id, i);
    for (const id of outputs) made.set(id, i);
  }
  /** The operation of that kind that is the only one to read the value. */
  const onlyReader = (id: ValueId, kernel: string): number | undefined => {
    const at = counts.get(id) === 1 ? readAt.get(id) : undefined;
    return at !== undefined && program.operations[at]?.kernel === kernel ? at : undefined;
  };
  const done = new Set<number>();
  const fused = program.operations.map((operation, i): Operation => {
    const [product] = operation.outputs as [ValueId];
    if (operation.kernel !== "BatchMatMul" || shape(product).length !== 2) return operation;
    const at = (position: number) => program.operations[position] as Operation;
    let result = product;
    const inputs = [...operation.inputs];
    const add = onlyReader(result, "Add");
    const bias = add === undefined ? undefined : at(add).inputs.find((id) => id !== product);
    // computed before the product, else it would come too late
    if (add !== undefined && bias !== undefined && isBias(shape(bias), shape(product)) && (made.get(bias) ?? -1) < i) {
      inputs.push(bias);
      done.add(add);
      result = at(add).outputs[0] as ValueId;
    }
    const relu = onlyReader(result, "Relu");
    if (relu !== undefined) {
      done.add(relu);
      result = at(relu).outputs[0] as ValueId;
    }
    const attrs = { ...operation.attrs, bias: inputs.length === 3, relu: relu !== undefined };
    return { ...operation, inputs, outputs: [result], attrs };
  });
  return { ...program, operations: fused.filter((_, i) => !done.has(i)) };
}

function isBias(bias: readonly number[], product: readonly number[]): boolean {
  const N = product.at(-1);
  return (bias.length === 1 && bias[0] === N) || (bias.length === 2 && bias[0] === 1 && bias[1] === N);
}

/** The same program with an attribute `zerosIn`, 0 or 1, at products of matrices of which that operand is a relu's result or gradient. */
export function markZeros(program: Program): Program {
  const sparse = new Set<ValueId>();
  const operations = program.operations.map((operation): Operation => {
    const { kernel, inputs, outputs, attrs } = operation;
    const made = kernel === "Relu" || kernel === "ReluGrad" || (kernel === "BatchMatMul" && attrs.relu === true);
    if (made || (kernel === "Reshape" && sparse.has(inputs[0] as ValueId))) sparse.add(outputs[0] as ValueId);
    if (kernel !== "BatchMatMul" || (program.values[outputs[0] as ValueId] as Value).shape.length !== 2) return operation;
    const zerosIn = inputs.slice(0, 2).findIndex((id) => sparse.has(id));
    return zerosIn < 0 ? operation : { ...operation, attrs: { ...attrs, zerosIn } };
  });
  return { ...program, operations };
}
