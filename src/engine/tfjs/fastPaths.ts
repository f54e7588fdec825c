/**
 * What makes TensorFlow.js's own engine fast on the WASM backend, for whatever is not compiled (measured in docs/performance.md):
 * Floe's kernels in the place of its own. The other backends stay as they come.
 */
import * as tf from "@tensorflow/tfjs-core";
import { borrowKernels } from "./borrowedKernels.js";
import { registerReluGradient } from "./reluGradient.js";
import type { WasmBackend } from "./wasmHeap.js";
import { kernelTable, type OwnKernel } from "./wasmKernels.js";
import { products } from "./wasmMatMul.js";

/** By the names of TensorFlow.js's kernels, and what is new by our own. */
export const ownKernels: Readonly<Record<string, OwnKernel>> = { ...products, ...kernelTable };

/** The kernels that were there, by name, for the cases that ours leave to them. */
const originals = new Map<string, tf.KernelConfig>();

/** TensorFlow.js's own. @throws Error for a kernel that was not replaced */
export function originalKernel(kernelName: string): tf.KernelConfig {
  const original = originals.get(kernelName);
  if (!original) throw new Error(`the kernel ${kernelName} was not replaced`);
  return original;
}

function replace(kernelName: string, own: OwnKernel): void {
  const original = tf.getKernel(kernelName, "wasm");
  if (original) {
    originals.set(kernelName, original);
    tf.unregisterKernel(kernelName, "wasm");
  }
  const kernelFunc: tf.KernelFunc = (given) => {
    const backend = given.backend as WasmBackend;
    const found = own(backend, given.inputs as Record<string, tf.TensorInfo | undefined>, given.attrs ?? {});
    return found ?? originalKernel(kernelName).kernelFunc(given);
  };
  tf.registerKernel({ ...original, kernelName, backendName: "wasm", kernelFunc });
}

/** Once a process, after the backend has started. */
export function installFastPaths(backend: string): void {
  if (backend !== "wasm" || originals.size > 0) return;
  for (const [kernelName, own] of Object.entries(ownKernels)) replace(kernelName, own);
  registerReluGradient();
  borrowKernels();
}
