/**
 * What a traced step is: a list of operations on values of fixed shapes. Operations carry the names and attributes of TensorFlow.js's
 * kernels, so that their meaning is written down elsewhere; what the tracer settles in advance is said in `kernelShapes.ts`.
 */
export type DType = "float32" | "int32" | "bool";

export interface Value {
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/** Index into `Program.values`. */
export type ValueId = number;

export interface Operation {
  /** A TensorFlow.js kernel name, e.g. "BatchMatMul". */
  readonly kernel: string;
  /** In the kernel's own order, see `kernelShapes`. */
  readonly inputs: readonly ValueId[];
  readonly attrs: Readonly<Record<string, unknown>>;
  readonly outputs: readonly ValueId[];
}

export interface Program {
  readonly values: readonly Value[];
  /** Values that are given at every run. */
  readonly inputs: Readonly<Record<string, ValueId>>;
  /** Values that stay from run to run and are trained. */
  readonly variables: Readonly<Record<string, ValueId>>;
  readonly constants: ReadonlyMap<ValueId, Float32Array | Int32Array | Uint8Array>;
  readonly operations: readonly Operation[];
  readonly outputs: Readonly<Record<string, ValueId>>;
  /** What each trained variable is moved along; empty for a step that trains nothing. */
  readonly gradients: Readonly<Record<string, ValueId>>;
}

/** A step that cannot be compiled, with the reason in words. */
export class NotTraceableError extends Error {}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, d) => product * d, 1);

/** Numbers in a value of the program. */
export const valueSize = ({ values }: Pick<Program, "values">, id: ValueId): number => sizeOf((values[id] as Value).shape);

/** The values that something asks for, from the outputs backwards. */
export function withoutDeadCode(program: Program): Program {
  const needed = new Set<ValueId>([...Object.values(program.outputs), ...Object.values(program.gradients)]);
  const operations: Operation[] = [];
  for (const operation of [...program.operations].reverse()) {
    if (!operation.outputs.some((id) => needed.has(id))) continue;
    operations.push(operation);
    for (const id of operation.inputs) needed.add(id);
  }
  const constants = new Map([...program.constants].filter(([id]) => needed.has(id)));
  return { ...program, constants, operations: operations.reverse() };
}

/** In words, the first thing in which two traces of one step differ; undefined when they are the same program. */
export function difference(a: Program, b: Program): string | undefined {
  if (a.operations.length !== b.operations.length)
    return `it had ${a.operations.length} operations the first time and ${b.operations.length} the second`;
  for (const [i, operation] of a.operations.entries()) {
    const other = b.operations[i] as Operation;
    if (operation.kernel !== other.kernel) return `operation ${i} was ${operation.kernel}, then ${other.kernel}`;
    if (!sameIds(operation.inputs, other.inputs)) return `${operation.kernel} (operation ${i}) read other values the second time`;
    if (!sameAttrs(operation.attrs, other.attrs))
      return `${operation.kernel} (operation ${i}) had other attributes the second time`;
    for (const [j, id] of operation.outputs.entries()) {
      const [one, two] = [a.values[id] as Value, b.values[other.outputs[j] as ValueId] as Value];
      if (one.dtype !== two.dtype || !sameIds(one.shape, two.shape))
        return `${operation.kernel} (operation ${i}) had shape [${one.shape}], then [${two.shape}]`;
    }
  }
  for (const [id, data] of a.constants) {
    const other = b.constants.get(id);
    const same = other && data.length === other.length && data.every((x, i) => Object.is(x, other[i]));
    if (!same) return `a constant of shape [${(a.values[id] as Value).shape}] changed: pass numbers that change as inputs`;
  }
  if (!sameIds(Object.values(a.outputs), Object.values(b.outputs))) return "it returned other values the second time";
  return undefined;
}

function sameAttrs(a: Operation["attrs"], b: Operation["attrs"]): boolean {
  return Object.entries(a).every(([name, x]) => Object.is(x, b[name]) || JSON.stringify(x) === JSON.stringify(b[name]));
}

function sameIds(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((x, i) => x === b[i]);
}
