/**
 * The kernels of the WebAssembly executor, in AssemblyScript. Compiled by .ci/setup.mjs into two modules: with SIMD, and with relaxed
 * SIMD, whose fused multiply-add makes products of matrices faster. Numbers are float32 but in `pairs`; the memory is imported and nothing in it
 * belongs to the module. Addresses are in bytes, sizes and strides in elements.
 */
export * from "./binary";
export * from "./copies";
export * from "./differences";
export * from "./matMul";
export * from "./pairs";
export * from "./reductions";
export { sparseMatMul } from "./sparse";
export * from "./unary";
