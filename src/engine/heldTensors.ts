/**
 * Tensors whose numbers stay where they are until TensorFlow.js computes with them. A compiled step reads a batch once: through a backend's own memory it
 * would be copied in and out again, and a batch of whole paths is half a megabyte a step.
 */
import * as tf from "@tensorflow/tfjs-core";
import { WithoutKernels } from "./withoutKernels.js";

/** Holds arrays, and computes nothing: the backend that does takes them over when a kernel asks for them (`Engine.moveData`). */
class Holder extends WithoutKernels {
  private readonly held = new WeakMap<tf.DataId, { values: Float32Array; count: number }>();
  private alive = 0;

  override write(values: tf.BackendValues): tf.DataId {
    const dataId = {};
    this.held.set(dataId, { values: values as Float32Array, count: 1 });
    this.alive++;
    return dataId;
  }
  override readSync(dataId: tf.DataId): Float32Array {
    return this.of(dataId).values;
  }
  override async read(dataId: tf.DataId): Promise<Float32Array> {
    return this.readSync(dataId);
  }
  override disposeData(dataId: tf.DataId, force = false): boolean {
    const one = this.held.get(dataId);
    if (!one) return true;
    one.count--;
    if (!force && one.count > 0) return false;
    this.held.delete(dataId);
    this.alive--;
    return true;
  }
  override incRef(dataId: tf.DataId): void {
    this.of(dataId).count++;
  }
  override refCount(dataId: tf.DataId): number {
    return this.held.get(dataId)?.count ?? 0;
  }
  override numDataIds(): number {
    return this.alive;
  }

  private of(dataId: tf.DataId): { values: Float32Array; count: number } {
    const found = this.held.get(dataId);
    if (!found) throw new Error("a tensor was read after it had been disposed of");
    return found;
  }
}

const holder = new Holder();

/** A matrix of these numbers, row after row, which are the tensor's from now on: nobody may change them. */
export function held2d(values: Float32Array, shape: readonly [number, number]): tf.Tensor2D {
  if (values.length !== shape[0] * shape[1]) throw new Error(`${values.length} numbers are no [${shape.join(", ")}]`);
  return tf.engine().makeTensor(values, [...shape], "float32", holder) as tf.Tensor2D;
}
