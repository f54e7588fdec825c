/**
 * Floe's kernels on the memory of TensorFlow.js's WASM backend. Their modules import a memory and keep nothing in it, so that one
 * instance more works on tensors where they lie. The names below are internals of version 4.22, which is pinned;
 * test/engine/tfjs/wasmHeap.test.ts holds it to them.
 */
import type * as tf from "@tensorflow/tfjs-core";
import { type Kernels, loadKernels, type Memory } from "../kernels/kernels.js";

/** What is used of tfjs-backend-wasm's backend. */
export interface WasmBackend {
  readonly wasm: {
    readonly asm: { readonly memory: Memory };
    /** @returns 0 when there is no room */
    _malloc(bytes: number): number;
    _free(address: number): void;
  };
  readonly dataIdMap: {
    /** Brings the tensor here first if another backend has it. */
    get(dataId: object): { readonly memoryOffset: number };
  };
  disposeData(dataId: object): boolean;
  makeOutput(shape: readonly number[], dtype: "float32" | "bool"): tf.TensorInfo;
}

const loaded = new WeakMap<WasmBackend, Kernels>();

/** Loaded when the first of them is called: a command that multiplies nothing does not wait for them. */
export function kernelsOn(backend: WasmBackend): Kernels {
  const known = loaded.get(backend);
  if (known) return known;
  const kernels = loadKernels(backend.wasm.asm.memory);
  loaded.set(backend, kernels);
  return kernels;
}

/** Address in bytes. It stays when the memory grows, views of the memory do not: nothing here keeps one. */
export const addressOf = ({ dataIdMap }: WasmBackend, { dataId }: tf.TensorInfo): number => dataIdMap.get(dataId).memoryOffset;

/** A tensor whose numbers are whatever lay there. */
export function newOutput(backend: WasmBackend, shape: readonly number[], dtype: "float32" | "bool" = "float32"): tf.TensorInfo {
  return backend.makeOutput(shape, dtype);
}

/**
 * Lends room on the heap while `use` runs.
 * @throws Error when the memory, of at most 2 GiB, is full
 */
export function withScratch({ wasm }: WasmBackend, bytes: number, use: (address: number) => void): void {
  const address = wasm._malloc(bytes);
  if (address === 0 && bytes > 0) throw new Error(`the WASM backend has no ${bytes} bytes left`);
  try {
    use(address);
  } finally {
    wasm._free(address);
  }
}
