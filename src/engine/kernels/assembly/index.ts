/**
 * The kernels of the WebAssembly executor, in AssemblyScript. Compiled by .ci/setup.mjs into two modules: with SIMD, and with relaxed
 * SIMD, whose fused multiply-add makes products of matrices faster. All numbers are float32; the memory is imported and nothing in it
 * belongs to the module. Addresses are in bytes, sizes and strides in elements.
 */
export * from "./binary.ts";
export * from "./copies.ts";
export * from "./differences.ts";
export * from "./matMul.ts";
export * from "./reductions.ts";
export { sparseMatMul } from "./sparse.ts";
export * from "./unary.ts";
