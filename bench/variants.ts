/** Who takes a workload's step: PyTorch, Floe on each backend, and TensorFlow.js without Floe. */
import { fileURLToPath } from "node:url";
import { boundTo } from "./cores.js";
import { hasTwin, type Python, script } from "./python.js";
import type { Variant } from "./rounds.js";
import type { Workload } from "./workloads.js";

export const beside = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** What all others are compared with. */
export const reference = "PyTorch eager, 1 thread";
export const floe = { native: "Floe, native", wasm: "Floe, wasm" } as const;

export function variantsOf(workload: Workload, python: Python, core: number | undefined): Variant[] {
  const given = JSON.stringify(workload);
  const node = (name: string, file: string, ...args: string[]): Variant => ({
    name,
    command: process.execPath,
    args: [beside(file), ...args, given],
  });
  const torch = (name: string, threads: number, adam: "default" | "fused"): Variant[] =>
    python.path && hasTwin(workload)
      ? [{ name, command: python.path, args: [script("pytorch/step.py"), String(threads), adam, given] }]
      : [];
  const bound = [
    ...torch(reference, 1, "default"),
    ...torch("PyTorch eager, 1 thread, fused Adam", 1, "fused"),
    node(floe.native, "ours.js", "native"),
    node(floe.wasm, "ours.js", "wasm"),
    ...(workload.kind === "network" ? [node("TensorFlow.js as it comes, wasm", "plain.js")] : []),
  ];
  const free = [
    ...torch("PyTorch eager, 2 threads, any core", 2, "default"),
    node("Floe, native, any core", "ours.js", "native"),
  ];
  return [...bound.map((variant) => boundTo(core, variant)), ...free];
}
