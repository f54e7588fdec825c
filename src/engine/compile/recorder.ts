/** What records the operations of a step while it is traced. */
import type * as tf from "@tensorflow/tfjs-core";
import { kernelShapes } from "../program/kernelShapes.js";
import { type DType, NotTraceableError, type Operation, type Value, type ValueId } from "../program/program.js";

/** What kernels write into while a step is traced. */
export class Recorder {
  readonly values: Value[] = [];
  readonly operations: Operation[] = [];
  readonly constants = new Map<ValueId, ConstantData>();
  private readonly ids = new WeakMap<object, ValueId>();

  /** A tensor of the trace for a value that is given from outside. */
  given(shape: readonly number[], dtype: DType): { readonly id: ValueId; readonly info: tf.TensorInfo } {
    const id = this.add({ shape: [...shape], dtype });
    return { id, info: this.infoOf(id) };
  }

  constant(data: ConstantData, shape: readonly number[], dtype: DType): tf.TensorInfo {
    const id = this.add({ shape: [...shape], dtype });
    this.constants.set(id, data);
    return this.infoOf(id);
  }

  emit(kernel: string, inputs: readonly tf.TensorInfo[], attrs: Operation["attrs"], results: readonly Value[]): tf.TensorInfo[] {
    const outputs = results.map((value) => this.add(value));
    this.operations.push({ kernel, inputs: inputs.map((input) => this.idOf(input)), attrs, outputs });
    return outputs.map((id) => this.infoOf(id));
  }

  /** One operation of `kernelShapes`. */
  operate(kernel: string, inputs: readonly tf.TensorInfo[], attrs: Operation["attrs"]): tf.TensorInfo {
    const rule = kernelShapes[kernel];
    if (!rule) throw new NotTraceableError(`the operation ${kernel} cannot be compiled`);
    const { attrs: settled = {}, ...value } = rule.result(
      inputs.map((input) => this.described(input)),
      attrs,
    );
    return this.emit(kernel, inputs, settled, [value])[0] as tf.TensorInfo;
  }

  described(input: tf.TensorInfo): Value {
    return this.values[this.idOf(input)] as Value;
  }

  /** @throws NotTraceableError for a tensor that does not come from this trace */
  idOf({ dataId, shape }: { readonly dataId: object; readonly shape: readonly number[] }): ValueId {
    const id = this.ids.get(dataId);
    if (id !== undefined) return id;
    throw new NotTraceableError(
      `it uses a tensor of shape [${shape}] that was made outside of it: pass it as an input or as a variable, or make it inside`,
    );
  }

  private add(value: Value): ValueId {
    this.values.push(value);
    return this.values.length - 1;
  }

  private infoOf(id: ValueId): tf.TensorInfo {
    const { shape, dtype } = this.values[id] as Value;
    const dataId = {};
    this.ids.set(dataId, id);
    return { dataId, shape: [...shape], dtype };
  }
}

export type ConstantData = Float32Array | Int32Array | Uint8Array;
