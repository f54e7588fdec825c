/** Programs written by hand, for tests of executors. */
import type * as tf from "@tensorflow/tfjs-core";
import { kernelShapes } from "../../../src/engine/program/kernelShapes.js";
import type { DType, Operation, Program, Value, ValueId } from "../../../src/engine/program/program.js";

type Ids = Record<string, ValueId>;

export class ProgramBuilder {
  private readonly values: Value[] = [];
  private readonly operations: Operation[] = [];
  private readonly constants = new Map<ValueId, Float32Array | Int32Array | Uint8Array>();
  private readonly inputs: Ids = {};
  private readonly variables: Ids = {};

  input(name: string, shape: readonly number[], dtype: DType = "float32"): ValueId {
    const id = this.add({ shape, dtype });
    this.inputs[name] = id;
    return id;
  }

  variable(name: string, shape: readonly number[]): ValueId {
    const id = this.add({ shape, dtype: "float32" });
    this.variables[name] = id;
    return id;
  }

  constant(data: readonly number[], shape: readonly number[]): ValueId {
    const id = this.add({ shape, dtype: "float32" });
    this.constants.set(id, Float32Array.from(data));
    return id;
  }

  /** An operation of `kernelShapes`, or with `result` another one. */
  operate(kernel: string, inputs: readonly ValueId[], attrs: Operation["attrs"] = {}, result?: Value): ValueId {
    const given = inputs.map((id) => this.values[id] as Value);
    const { attrs: settled = {}, ...value } = result ? { ...result, attrs } : inferred(kernel, given, attrs);
    const output = this.add(value);
    this.operations.push({ kernel, inputs, attrs: settled, outputs: [output] });
    return output;
  }

  program(outputs: Ids, gradients: Ids = {}): Program {
    const { values, inputs, variables, constants, operations } = this;
    return { values, inputs, variables, constants, operations, outputs, gradients };
  }

  private add(value: Value): ValueId {
    this.values.push(value);
    return this.values.length - 1;
  }
}

function inferred(kernel: string, given: readonly Value[], attrs: Operation["attrs"]) {
  const rule = kernelShapes[kernel];
  if (!rule) throw new Error(`${kernel} needs its result described`);
  return rule.result(given, attrs);
}

/** One operation on inputs "0", "1" ... with the result "y". */
export function oneOperation(kernel: string, given: readonly tf.Tensor[], attrs: Operation["attrs"], result?: Value): Program {
  const builder = new ProgramBuilder();
  const ids = given.map(({ shape, dtype }, i) => builder.input(`${i}`, shape, dtype as DType));
  return builder.program({ y: builder.operate(kernel, ids, attrs, result) });
}
