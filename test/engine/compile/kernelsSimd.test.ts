/** Every operation once more with the module for engines without relaxed SIMD, which other engines would never load. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test, vi } from "vitest";
import type { Memory } from "../../../src/engine/kernels/kernels.js";
import { testCases } from "./kernelCases.js";

const loaded = vi.hoisted(() => ({ times: 0 }));

vi.mock("../../../src/engine/kernels/kernels.js", async (original) => {
  const real = await original<typeof import("../../../src/engine/kernels/kernels.js")>();
  const loadKernels = (memory: Memory) => {
    loaded.times++;
    return real.loadModule("simd", memory);
  };
  return { ...real, loadKernels };
});

describe.skipIf(tf.getBackend() !== "wasm")("compiled for WebAssembly without relaxed SIMD", () => {
  testCases();

  test("it was that module", () => {
    expect(loaded.times).toBeGreaterThan(0);
  });
});
